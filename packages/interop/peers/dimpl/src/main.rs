//! dimpl as a live peer: `server <12|13|auto> [cookie]` prints its port and echoes, `client <12|13> <port>` sends a line.
//! Both print `connected`, what they hear, and `closed`; certificates are made on the spot and verified by nobody.

use std::error::Error;
use std::io::ErrorKind;
use std::net::{SocketAddr, UdpSocket};
use std::sync::Arc;
use std::time::{Duration, Instant};

use dimpl::certificate::generate_self_signed_certificate;
use dimpl::{Config, Dtls, Output};

const PATIENCE: Duration = Duration::from_secs(10);
const LINE: &[u8] = b"what is said here comes back";

fn main() -> Result<(), Box<dyn Error>> {
    let words: Vec<String> = std::env::args().skip(1).collect();
    let client = words.first().is_some_and(|word| word == "client");
    let version = words.get(1).map_or("auto", String::as_str);
    let cookie = words.iter().any(|word| word == "cookie");
    let config = Config::builder()
        .use_server_cookie(cookie)
        .require_client_certificate(false)
        .build()?;
    let (config, own, now) = (Arc::new(config), generate_self_signed_certificate()?, Instant::now());
    let mut dtls = match version {
        "12" => Dtls::new_12(config, own, now),
        "13" => Dtls::new_13(config, own, now),
        _ => Dtls::new_auto(config, own, now),
    };
    dtls.set_active(client);
    let socket = UdpSocket::bind("127.0.0.1:0")?;
    let mut peer: Option<SocketAddr> = None;
    if client {
        let port: u16 = words.get(2).ok_or("no port")?.parse()?;
        peer = Some(([127, 0, 0, 1], port).into());
    } else {
        println!("port {}", socket.local_addr()?.port());
    }
    dtls.handle_timeout(now)?;
    converse(&mut dtls, &socket, &mut peer, client, now + PATIENCE)
}

fn converse(
    dtls: &mut Dtls,
    socket: &UdpSocket,
    peer: &mut Option<SocketAddr>,
    client: bool,
    end: Instant,
) -> Result<(), Box<dyn Error>> {
    let mut heard = vec![0; 65536];
    loop {
        let wake = drain(dtls, socket, *peer, client)?;
        let Some(wake) = wake else { return Ok(()) };
        let now = Instant::now();
        if now >= end {
            return Err("it took too long".into());
        }
        let wait = wake.min(end).saturating_duration_since(now);
        socket.set_read_timeout(Some(wait.max(Duration::from_millis(1))))?;
        match socket.recv_from(&mut heard) {
            Ok((length, from)) => {
                *peer = Some(from);
                dtls.handle_packet(&heard[..length])?;
            }
            Err(error) if matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut) => {}
            Err(error) => return Err(error.into()),
        }
        dtls.handle_timeout(Instant::now())?;
    }
}

/// Everything it has to say; gives when to come back, or nothing when the conversation is over.
fn drain(
    dtls: &mut Dtls,
    socket: &UdpSocket,
    peer: Option<SocketAddr>,
    client: bool,
) -> Result<Option<Instant>, Box<dyn Error>> {
    let mut buffer = vec![0; 4096];
    loop {
        let said = match dtls.poll_output(&mut buffer) {
            Output::Packet(packet) => {
                if let Some(peer) = peer {
                    socket.send_to(packet, peer)?;
                }
                None
            }
            Output::BufferTooSmall { needed } => {
                buffer.resize(needed, 0);
                None
            }
            Output::Timeout(at) => return Ok(Some(at)),
            Output::Connected => {
                println!("connected");
                client.then(|| LINE.to_vec())
            }
            Output::ApplicationData(data) => {
                println!("heard {}", String::from_utf8_lossy(data).trim_end());
                if client {
                    println!("closed");
                    return Ok(None);
                }
                Some(data.to_vec())
            }
            Output::CloseNotify => {
                println!("closed");
                return Ok(None);
            }
            _ => None,
        };
        if let Some(data) = said {
            dtls.send_application_data(&data)?;
        }
    }
}
