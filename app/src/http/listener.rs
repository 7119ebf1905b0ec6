//! Accepts connections, within bounds: how many in all and from one network, how long one may take to send the head of
//! a request, how long a client may leave an answer unread.

mod paced;

use crate::http::{
    client::{TrustedProxies, network},
    listener::paced::Paced,
};
use axum::{Router, body::Body, extract::ConnectInfo, http::Request};
use hyper::{body::Incoming, server::conn::http1, service::service_fn};
use hyper_util::{
    rt::{TokioIo, TokioTimer},
    server::graceful::GracefulShutdown,
};
use std::{
    collections::HashMap,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};
use tokio::net::{TcpListener, TcpStream};
use tower::ServiceExt;

/// What connections may take of the server.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Bounds {
    /// Connections at once, in all.
    pub all: usize,
    /// Connections at once of one network; a trusted proxy has no such bound.
    pub by_network: usize,
    /// How long a client may take to send the head of a request, the wait for the next one on an open connection
    /// included.
    pub head: Duration,
    /// The same for a trusted proxy, which keeps connections open for its visitors.
    pub head_of_proxy: Duration,
    /// How long a client may leave an answer unread.
    pub unread: Duration,
}

impl Default for Bounds {
    fn default() -> Self {
        Self {
            all: 4096,
            by_network: 512,
            head: Duration::from_secs(20),
            head_of_proxy: Duration::from_secs(90),
            unread: Duration::from_secs(30),
        }
    }
}

/// The most that is kept of a head, and of a body that nobody reads yet, in bytes.
const READ_AHEAD: usize = 64 * 1024;

/// Descriptors that are not visitors' connections: database, mail, files, the log.
const KEPT_FREE: u64 = 256;

impl Bounds {
    /// The bounds that the machine allows: raises the limit of open descriptors as far as it may, and takes no more
    /// connections than it leaves room for.
    pub fn of_this_machine() -> Self {
        use rustix::process::{Resource, Rlimit, getrlimit, setrlimit};
        let limit = getrlimit(Resource::Nofile);
        let wanted = Rlimit { current: limit.maximum, maximum: limit.maximum };
        let open = match setrlimit(Resource::Nofile, wanted) {
            Ok(()) => limit.maximum,
            Err(_) => limit.current,
        };
        Self::default().within(open)
    }

    /// These bounds where so many descriptors may be open; None is no limit.
    fn within(self, descriptors: Option<u64>) -> Self {
        let Some(descriptors) = descriptors else { return self };
        let room = usize::try_from(descriptors.saturating_sub(KEPT_FREE).max(descriptors / 2)).unwrap_or(usize::MAX);
        let all = self.all.min(room);
        Self { all, by_network: self.by_network.min((all / 4).max(1)), ..self }
    }
}

/// How many connections each network has.
#[derive(Default)]
struct Open(Mutex<HashMap<IpAddr, usize>>);

/// One connection that is counted, until this is dropped.
struct Counted {
    open: Arc<Open>,
    network: IpAddr,
}

impl Open {
    /// Counts a connection; None when there are as many as may be.
    fn admit(self: &Arc<Self>, network: IpAddr, bounds: &Bounds, trusted: bool) -> Option<Counted> {
        let mut open = self.0.lock().unwrap_or_else(PoisonError::into_inner);
        let of_network = open.get(&network).copied().unwrap_or_default();
        if open.values().sum::<usize>() >= bounds.all || (!trusted && of_network >= bounds.by_network) {
            return None;
        }
        open.insert(network, of_network + 1);
        Some(Counted { open: Arc::clone(self), network })
    }
}

impl Drop for Counted {
    fn drop(&mut self) {
        let mut open = self.open.0.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(count) = open.get_mut(&self.network) {
            *count -= 1;
            if *count == 0 {
                open.remove(&self.network);
            }
        }
    }
}

/// Serves the site until `stop` comes; then lets the requests that run end, for as long as whoever awaits this is
/// patient.
pub async fn serve(
    listener: TcpListener,
    router: Router,
    proxies: Arc<TrustedProxies>,
    bounds: Bounds,
    stop: impl Future<Output = ()>,
) {
    let (open, graceful) = (Arc::<Open>::default(), GracefulShutdown::new());
    let mut stop = std::pin::pin!(stop);
    loop {
        let accepted = tokio::select! {
            accepted = listener.accept() => accepted,
            () = &mut stop => break,
        };
        let (stream, peer) = match accepted {
            Ok(accepted) => accepted,
            Err(error) => {
                // Often no descriptor is left: those that are open end first.
                tracing::warn!(%error, "a connection could not be accepted");
                tokio::time::sleep(Duration::from_millis(100)).await;
                continue;
            }
        };
        let trusted = proxies.trusts(peer.ip().to_canonical());
        let Some(counted) = open.admit(network(peer.ip()), &bounds, trusted) else {
            tracing::debug!("a connection over the bounds was closed");
            continue;
        };
        let head = if trusted { bounds.head_of_proxy } else { bounds.head };
        converse(stream, peer, counted, router.clone(), (head, bounds.unread), &graceful);
    }
    drop(listener);
    graceful.shutdown().await;
}

/// Answers the requests of one connection, in a task of its own.
fn converse(
    stream: TcpStream,
    peer: SocketAddr,
    counted: Counted,
    router: Router,
    (head, unread): (Duration, Duration),
    graceful: &GracefulShutdown,
) {
    // Answers are whole when they are sent: waiting for more would only delay them.
    let _ = stream.set_nodelay(true);
    let service = service_fn(move |request: Request<Incoming>| {
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(ConnectInfo(peer));
        router.clone().oneshot(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(head)
        .max_buf_size(READ_AHEAD)
        .serve_connection(TokioIo::new(Paced::new(stream, unread)), service);
    let connection = graceful.watch(connection);
    tokio::spawn(async move {
        let _counted = counted;
        if let Err(error) = connection.await {
            tracing::debug!(%error, "a connection ended before its time");
        }
    });
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_network_has_its_share_of_connections_and_gets_it_back() {
        let bounds = Bounds { all: 3, by_network: 2, ..Bounds::default() };
        let open = Arc::<Open>::default();
        let (one, other) = (IpAddr::from([203, 0, 113, 9]), IpAddr::from([203, 0, 113, 10]));
        let first = open.admit(one, &bounds, false).expect("room");
        let _second = open.admit(one, &bounds, false).expect("room");
        assert!(open.admit(one, &bounds, false).is_none(), "a third of one network");
        let third = open.admit(other, &bounds, false).expect("another network has room");
        assert!(open.admit(other, &bounds, false).is_none(), "no more than that in all");
        drop((first, third));
        assert!(open.admit(one, &bounds, false).is_some(), "what is closed counts no more");
        assert!(open.admit(one, &bounds, true).is_some(), "a trusted proxy carries many visitors");
    }

    #[test]
    fn connections_leave_descriptors_free() {
        let wide = Bounds::default();
        assert_eq!(wide.within(None), wide);
        assert_eq!(wide.within(Some(1_000_000)), wide);
        let narrow = wide.within(Some(1024));
        assert_eq!((narrow.all, narrow.by_network), (768, 192));
        assert_eq!(wide.within(Some(64)).all, 32);
    }
}
