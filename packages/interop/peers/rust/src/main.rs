//! rustls as a live peer: answers the requests that src/peers/program.ts describes.

use std::collections::HashMap;
use std::error::Error;
use std::io::{self, BufRead, BufReader, Read, Write};
use std::net::{Ipv4Addr, TcpListener, TcpStream};
use std::sync::Arc;
use std::thread;
use std::time::{Duration, Instant};

use rustls::crypto::{aws_lc_rs, CryptoProvider, SupportedKxGroup};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, ServerName};
use rustls::server::{NoServerSessionStorage, WebPkiClientVerifier};
use rustls::{
    ClientConfig, ClientConnection, ConnectionCommon, RootCertStore, ServerConfig,
    ServerConnection, Stream,
};

const PATIENCE: Duration = Duration::from_secs(20);

type Values = HashMap<String, String>;
type Outcome = Result<String, Box<dyn Error>>;

fn main() {
    if std::env::args().nth(1).as_deref() == Some("groups") {
        aws_lc_rs::ALL_KX_GROUPS
            .iter()
            .for_each(|group| println!("{:?}", group.name()));
        return;
    }
    for line in io::stdin().lock().lines().map_while(Result::ok) {
        let mut fields = line.split('\t').map(str::to_owned);
        let (id, role) = (
            fields.next().unwrap_or_default(),
            fields.next().unwrap_or_default(),
        );
        let values = fields
            .filter_map(|field| {
                field
                    .split_once('=')
                    .map(|(n, v)| (n.to_owned(), v.to_owned()))
            })
            .collect();
        // A request ends by its deadline, so "stop" needs no answer.
        if role != "stop" {
            thread::spawn(move || hold(&id, &role, &values));
        }
    }
}

fn hold(id: &str, role: &str, values: &Values) {
    let outcome = if role == "server" {
        serve(id, values)
    } else {
        say(values)
    };
    match outcome {
        Ok(protocol) => println!("{id}\tdone\talpn={protocol}"),
        Err(error) => println!(
            "{id}\tfailed\t{}",
            error
                .to_string()
                .split_whitespace()
                .collect::<Vec<_>>()
                .join(" ")
        ),
    }
}

fn serve(id: &str, values: &Values) -> Outcome {
    let mut connection = ServerConnection::new(Arc::new(server_config(values)?))?;
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    println!("{id}\tlistening\t{}", listener.local_addr()?.port());
    let mut socket = accept(&listener)?;
    let mut stream = BufReader::new(Stream::new(&mut connection, &mut socket));
    let mut line = Vec::new();
    explain(stream.read_until(b'\n', &mut line))?;
    if values.contains_key("updateKeys") {
        stream.get_mut().conn.refresh_traffic_keys()?;
    }
    stream.get_mut().write_all(&line)?;
    expect_end(&mut stream)?;
    connection.send_close_notify();
    connection.complete_io(&mut socket)?;
    Ok(protocol(&connection))
}

fn say(values: &Values) -> Outcome {
    let name = ServerName::try_from(values["serverName"].clone())?;
    let mut connection = ClientConnection::new(Arc::new(client_config(values)?), name)?;
    connection.set_buffer_limit(None);
    let mut socket = prepare(TcpStream::connect((
        Ipv4Addr::LOCALHOST,
        values["port"].parse()?,
    ))?)?;
    let line = format!("{}\n", values["line"]);
    let mut stream = BufReader::new(Stream::new(&mut connection, &mut socket));
    if values.contains_key("updateKeys") {
        let Stream { conn, sock } = stream.get_mut();
        explain(conn.complete_io(sock))?;
        conn.refresh_traffic_keys()?;
    }
    explain(stream.get_mut().write_all(line.as_bytes()))?;
    let mut echo = Vec::new();
    explain(stream.read_until(b'\n', &mut echo))?;
    if echo != line.as_bytes() {
        return Err("the echo is not what was sent".into());
    }
    let Stream { conn, sock } = stream.get_mut();
    conn.send_close_notify();
    conn.write_tls(sock)?;
    expect_end(&mut stream)?;
    Ok(protocol(&connection))
}

/// A read of nothing is close_notify; an end without it is an error of its own.
fn expect_end(stream: &mut impl Read) -> Result<(), Box<dyn Error>> {
    match stream.read(&mut [0])? {
        0 => Ok(()),
        _ => Err("data instead of close_notify".into()),
    }
}

/// An I/O error that carries a TLS error says what the TLS error says.
fn explain<T>(result: io::Result<T>) -> Result<T, Box<dyn Error>> {
    result.map_err(|error| match error.into_inner() {
        Some(inner) => inner as Box<dyn Error>,
        None => "the connection was closed".into(),
    })
}

fn protocol<Side>(connection: &ConnectionCommon<Side>) -> String {
    connection
        .alpn_protocol()
        .map(|name| String::from_utf8_lossy(name).into_owned())
        .unwrap_or_default()
}

/// Waits for one connection, not for ever.
fn accept(listener: &TcpListener) -> Result<TcpStream, Box<dyn Error>> {
    listener.set_nonblocking(true)?;
    let end = Instant::now() + PATIENCE;
    loop {
        match listener.accept() {
            Ok((socket, _)) => return prepare(socket),
            Err(error) if error.kind() != io::ErrorKind::WouldBlock => return Err(error.into()),
            Err(_) if Instant::now() > end => return Err("nobody connected".into()),
            Err(_) => thread::sleep(Duration::from_millis(2)),
        }
    }
}

fn prepare(socket: TcpStream) -> Result<TcpStream, Box<dyn Error>> {
    socket.set_nonblocking(false)?;
    socket.set_nodelay(true)?;
    socket.set_read_timeout(Some(PATIENCE))?;
    socket.set_write_timeout(Some(PATIENCE))?;
    Ok(socket)
}

fn server_config(values: &Values) -> Result<ServerConfig, Box<dyn Error>> {
    let provider = provider(values);
    let verifier =
        WebPkiClientVerifier::builder_with_provider(Arc::new(roots(values)?), provider.clone());
    let builder = ServerConfig::builder_with_provider(provider)
        .with_protocol_versions(&[&rustls::version::TLS13])?;
    let builder = match values["clientAuth"].as_str() {
        "request" => builder.with_client_cert_verifier(verifier.allow_unauthenticated().build()?),
        "require" => builder.with_client_cert_verifier(verifier.build()?),
        _ => builder.with_no_client_auth(),
    };
    let (chain, key) = identity(values)?;
    let mut config = builder.with_single_cert(chain, key)?;
    config.session_storage = Arc::new(NoServerSessionStorage {});
    config.alpn_protocols = protocols(values);
    Ok(config)
}

fn client_config(values: &Values) -> Result<ClientConfig, Box<dyn Error>> {
    let builder = ClientConfig::builder_with_provider(provider(values))
        .with_protocol_versions(&[&rustls::version::TLS13])?
        .with_root_certificates(roots(values)?);
    let mut config = if values.contains_key("key") {
        let (chain, key) = identity(values)?;
        builder.with_client_auth_cert(chain, key)?
    } else {
        builder.with_no_client_auth()
    };
    config.alpn_protocols = protocols(values);
    Ok(config)
}

fn provider(values: &Values) -> Arc<CryptoProvider> {
    let mut provider = aws_lc_rs::default_provider();
    if let Some(wanted) = values.get("groups") {
        let find = |name: &str| {
            aws_lc_rs::ALL_KX_GROUPS
                .iter()
                .copied()
                .find(|group| named(*group, name))
        };
        provider.kx_groups = wanted.split(',').filter_map(find).collect();
    }
    if let Some(wanted) = values.get("suites") {
        let name = |suite: &rustls::SupportedCipherSuite| {
            format!("{:?}", suite.suite()).replace("TLS13_", "TLS_")
        };
        provider
            .cipher_suites
            .retain(|suite| wanted.split(',').any(|one| one == name(suite)));
    }
    Arc::new(provider)
}

fn named(group: &dyn SupportedKxGroup, name: &str) -> bool {
    format!("{:?}", group.name()).eq_ignore_ascii_case(name)
}

fn protocols(values: &Values) -> Vec<Vec<u8>> {
    values
        .get("alpn")
        .map(|list| {
            list.split(',')
                .map(|name| name.as_bytes().to_vec())
                .collect()
        })
        .unwrap_or_default()
}

fn roots(values: &Values) -> Result<RootCertStore, Box<dyn Error>> {
    let mut roots = RootCertStore::empty();
    for root in CertificateDer::pem_file_iter(&values["roots"])? {
        roots.add(root?)?;
    }
    Ok(roots)
}

fn identity(
    values: &Values,
) -> Result<(Vec<CertificateDer<'static>>, PrivateKeyDer<'static>), Box<dyn Error>> {
    let chain = CertificateDer::pem_file_iter(&values["certificate"])?.collect::<Result<_, _>>()?;
    Ok((chain, PrivateKeyDer::from_pem_file(&values["key"])?))
}
