//! Against an endpoint of our own on loopback.

use super::*;
use std::sync::atomic::{AtomicUsize, Ordering};
use tokio::io::{AsyncReadExt, AsyncWriteExt};
use tokio::net::TcpListener;

/// Answers every request with this, and counts the connections.
async fn answering(
    answer: &'static str,
) -> (u16, Arc<AtomicUsize>, tokio::sync::mpsc::UnboundedReceiver<String>) {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    let (count, (heard, hear)) = (Arc::new(AtomicUsize::new(0)), tokio::sync::mpsc::unbounded_channel());
    let counting = Arc::clone(&count);
    tokio::spawn(async move {
        while let Ok((mut stream, _)) = listener.accept().await {
            counting.fetch_add(1, Ordering::SeqCst);
            let mut request = vec![0; 4096];
            let read = stream.read(&mut request).await.unwrap_or(0);
            drop(heard.send(String::from_utf8_lossy(&request[..read]).into_owned()));
            drop(stream.write_all(answer.as_bytes()).await);
        }
    });
    (port, count, hear)
}

fn leading_to(addresses: &'static [&'static str]) -> Lookup {
    Arc::new(|_name| {
        let found = addresses.iter().map(|ip| SocketAddr::new(ip.parse().unwrap(), 0)).collect();
        Box::pin(async move { Ok(found) })
    })
}

async fn send(sender: &Sender, url: &str) -> Reply {
    let message = Message {
        url,
        id: "1".to_owned(),
        timestamp: 1_790_000_000,
        signature: "v1,x",
        body: "{\"type\":\"x\"}",
    };
    sender.send(&message).await
}

#[tokio::test]
async fn a_message_carries_id_time_and_signature_and_the_reply_is_kept() {
    let (port, _, mut hear) = answering("HTTP/1.1 200 OK\r\ncontent-length: 3\r\n\r\na\0c").await;
    let reply = send(&Sender::new(true).unwrap(), &format!("http://127.0.0.1:{port}/hook")).await;
    assert_eq!((reply.status, reply.error, reply.text.as_str()), (Some(200), None, "a\u{fffd}c"));
    let request = hear.recv().await.unwrap().to_lowercase();
    for part in [
        "post /hook ",
        "webhook-id: 1\r\n",
        "webhook-timestamp: 1790000000\r\n",
        "webhook-signature: v1,x\r\n",
        "content-type: application/json\r\n",
        "user-agent: steadyline/",
        "{\"type\":\"x\"}",
    ] {
        assert!(request.contains(part), "{part} is not in {request}");
    }
}

#[tokio::test]
async fn redirects_and_refusals_are_failures_and_are_not_followed() {
    let (elsewhere, visits, _) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let answer =
        format!("HTTP/1.1 307 X\r\nlocation: http://127.0.0.1:{elsewhere}/\r\ncontent-length: 0\r\n\r\n");
    let (port, _, _) = answering(answer.leak()).await;
    let sender = Sender::new(true).unwrap();
    let reply = send(&sender, &format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(reply.status, Some(307));
    assert!(reply.error.unwrap().contains("redirects are not followed"));
    assert_eq!(visits.load(Ordering::SeqCst), 0);
    let (port, _, _) = answering("HTTP/1.1 410 Gone\r\ncontent-length: 0\r\n\r\n").await;
    let reply = send(&sender, &format!("http://127.0.0.1:{port}/")).await;
    assert!(reply.is_gone() && !reply.is_taken());
}

#[tokio::test]
async fn a_long_reply_is_read_no_further_than_it_is_kept() {
    let answer = format!("HTTP/1.1 200 OK\r\ncontent-length: 900000\r\n\r\n{}", "x".repeat(5_000));
    let (port, _, _) = answering(answer.leak()).await;
    let reply = send(&Sender::new(true).unwrap(), &format!("http://127.0.0.1:{port}/")).await;
    assert_eq!((reply.text.len(), reply.error), (KEPT, None));
}

#[tokio::test]
async fn nothing_nearby_is_connected_to_whatever_it_is_called() {
    let (port, visits, _) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let by_name =
        Sender::with(leading_to(&["127.0.0.1", "::1", "10.0.0.1", "169.254.169.254"]), false).unwrap();
    let system = Sender::new(false).unwrap();
    for (sender, host) in [
        (&system, "127.0.0.1"),
        (&system, "[::1]"),
        (&system, "[::ffff:127.0.0.1]"),
        (&system, "2130706433"),
        (&system, "0x7f.1"),
        (&system, "0"),
        (&system, "localhost"),
        (&by_name, "innocent.example.com"),
    ] {
        let reply = send(sender, &format!("http://{host}:{port}/")).await;
        assert_eq!(reply.status, None, "{host}");
        assert!(reply.error.unwrap().contains("private network"), "{host}");
    }
    assert_eq!(visits.load(Ordering::SeqCst), 0);
}

/// A name that leads to a public address when it is looked at and to loopback when it is connected to: it is looked at
/// once for each connection, and what was looked at is connected to.
#[tokio::test]
async fn of_several_addresses_only_the_public_ones_are_connected_to() {
    let guard =
        Guard { lookup: leading_to(&["127.0.0.1", "93.184.216.34", "10.1.1.1"]), calls_private: false };
    let found: Vec<_> = guard.resolve("mixed.example.com".parse().unwrap()).await.unwrap().collect();
    assert_eq!(found, ["93.184.216.34:0".parse().unwrap()]);

    let (port, visits, _) = answering("HTTP/1.1 200 OK\r\ncontent-length: 0\r\n\r\n").await;
    let turns = Arc::new(AtomicUsize::new(0));
    let turning = Arc::clone(&turns);
    let rebinding: Lookup = Arc::new(move |_name| {
        // Public to who checks first, loopback to who asks again.
        let ip = if turning.fetch_add(1, Ordering::SeqCst) == 0 { [192, 0, 2, 1] } else { [127, 0, 0, 1] };
        Box::pin(async move { Ok(vec![SocketAddr::from((ip, 0))]) })
    });
    let sender = Sender::with(rebinding, false).unwrap();
    for _ in 0..2 {
        assert!(send(&sender, &format!("http://rebind.example.com:{port}/")).await.error.is_some());
    }
    assert_eq!((turns.load(Ordering::SeqCst), visits.load(Ordering::SeqCst)), (2, 0));
}

#[tokio::test]
async fn nobody_there_is_said_so() {
    let listener = TcpListener::bind("127.0.0.1:0").await.unwrap();
    let port = listener.local_addr().unwrap().port();
    drop(listener);
    let reply = send(&Sender::new(true).unwrap(), &format!("http://127.0.0.1:{port}/")).await;
    assert!(reply.error.unwrap().starts_with("the connection was refused: "));

    let nowhere: Lookup =
        Arc::new(|_name| Box::pin(async { Err(io::Error::other("Name or service not known")) }));
    let reply = send(&Sender::with(nowhere, true).unwrap(), "http://nowhere.example.com/").await;
    assert_eq!(reply.error.as_deref(), Some("the address could not be found: check the host name"));

    let (port, _, _) = answering("SSH-2.0-OpenSSH\r\n\r\n").await;
    let reply = send(&Sender::new(true).unwrap(), &format!("http://127.0.0.1:{port}/")).await;
    assert_eq!(reply.error.as_deref(), Some("the answer could not be read"));
}

#[test]
fn what_the_network_says_is_told_in_words() {
    use rustls::CertificateError::{Expired, NotValidForName, UnknownIssuer};
    use rustls::Error::{DecryptError, InvalidCertificate};
    let refused = io::Error::from(io::ErrorKind::ConnectionRefused);
    assert!(in_words(&refused).unwrap().starts_with("the connection was refused: "));
    let reset = io::Error::other(io::Error::from(io::ErrorKind::ConnectionReset));
    assert_eq!(in_words(&reset), Some("the connection was closed before the answer was whole"));
    // As the connector wraps it.
    let insecure = |error: rustls::Error| {
        in_words(&io::Error::other(io::Error::new(io::ErrorKind::InvalidData, error))).unwrap()
    };
    assert_eq!(insecure(InvalidCertificate(UnknownIssuer)), "the certificate is not trusted");
    assert_eq!(insecure(InvalidCertificate(Expired)), "the certificate has expired");
    assert_eq!(insecure(InvalidCertificate(NotValidForName)), "the certificate is for another host name");
    assert!(insecure(DecryptError).starts_with("no secure connection could be made"));
    assert_eq!(in_words(&io::Error::other("Name or service not known")), None);
}
