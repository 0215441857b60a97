//! rustls coming back: `client PORT ROOTS [early]` connects three times and says how, `server CHAIN KEY [tickets|early]` echoes.
//! Certificates come packed wherever the other side can unpack them: rustls does that by itself.

use std::error::Error;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::time::Duration;

use rustls::crypto::aws_lc_rs::Ticketer;
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer};
use rustls::{
    ClientConfig, ClientConnection, HandshakeKind, RootCertStore, ServerConfig, ServerConnection,
    Stream,
};

const PATIENCE: Duration = Duration::from_secs(20);
const EARLY: &[u8] = b"early\n";

type Outcome = Result<(), Box<dyn Error>>;

fn main() -> Outcome {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let way = words.get(3).map_or("", String::as_str);
    match words[0].as_str() {
        "client" => client(words[1].parse()?, &words[2], way),
        _ => server(&words[1], &words[2], way),
    }
}

fn client(port: u16, roots: &str, way: &str) -> Outcome {
    let mut store = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(roots)? {
        store.add(root?)?;
    }
    let mut config = ClientConfig::builder()
        .with_root_certificates(store)
        .with_no_client_auth();
    config.enable_early_data = way == "early";
    let config = Arc::new(config);
    for _ in 0..3 {
        visit(&config, port)?;
    }
    Ok(())
}

fn visit(config: &Arc<ClientConfig>, port: u16) -> Outcome {
    let mut connection = ClientConnection::new(config.clone(), "localhost".try_into()?)?;
    let mut socket = prepare(TcpStream::connect((Ipv4Addr::LOCALHOST, port))?)?;
    if let Some(mut early) = connection.early_data() {
        early.write_all(EARLY)?;
    }
    let mut stream = BufReader::new(Stream::new(&mut connection, &mut socket));
    stream.get_mut().write_all(b"hello\n")?;
    let mut line = String::new();
    while line != "hello\n" {
        line.clear();
        if stream.read_line(&mut line)? == 0 {
            return Err("no echo".into());
        }
    }
    println!(
        "resumed {} early {}",
        connection.handshake_kind() == Some(HandshakeKind::Resumed),
        connection.is_early_data_accepted()
    );
    connection.send_close_notify();
    connection.write_tls(&mut socket)?;
    Ok(())
}

fn server(chain: &str, key: &str, way: &str) -> Outcome {
    let chain = CertificateDer::pem_file_iter(chain)?.collect::<Result<_, _>>()?;
    let mut config = ServerConfig::builder()
        .with_no_client_auth()
        .with_single_cert(chain, PrivateKeyDer::from_pem_file(key)?)?;
    match way {
        "tickets" => config.ticketer = Ticketer::new()?,
        "early" => config.max_early_data_size = 1000,
        _ => {}
    }
    let config = Arc::new(config);
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("listening {}", listener.local_addr()?.port());
    for socket in listener.incoming() {
        if let Err(error) = echo(&config, prepare(socket?)?) {
            println!("{error}");
        }
    }
    Ok(())
}

fn echo(config: &Arc<ServerConfig>, mut socket: TcpStream) -> Outcome {
    let mut connection = ServerConnection::new(config.clone())?;
    while connection.is_handshaking() {
        connection.complete_io(&mut socket)?;
    }
    let mut early = String::new();
    if let Some(mut data) = connection.early_data() {
        data.read_to_string(&mut early)?;
    }
    println!("early {}", early.trim_end());
    let mut stream = BufReader::new(Stream::new(&mut connection, &mut socket));
    let mut line = String::new();
    stream.read_line(&mut line)?;
    stream.get_mut().write_all(line.as_bytes())?;
    connection.send_close_notify();
    connection.write_tls(&mut socket)?;
    Ok(())
}

fn prepare(socket: TcpStream) -> Result<TcpStream, Box<dyn Error>> {
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}
