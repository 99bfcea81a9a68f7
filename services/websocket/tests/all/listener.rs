//! A WebSocket client that tells its story in JSON.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{
    MaybeTlsStream, WebSocketStream, connect_async,
    tungstenite::{Message, client::IntoClientRequest, http::Request},
};

/// How long anything may take on a busy machine.
const PATIENCE: Duration = Duration::from_secs(20);

/// A request for a WebSocket.
pub(crate) struct Upgrade(Request<()>);

impl Upgrade {
    pub(crate) fn to(base: &str) -> Self {
        Self(
            format!("{}/ws", base.replace("http://", "ws://"))
                .into_client_request()
                .unwrap(),
        )
    }

    pub(crate) fn header(mut self, name: &'static str, value: &str) -> Self {
        self.0.headers_mut().insert(name, value.parse().unwrap());
        self
    }

    pub(crate) fn bearer(self, token: &str) -> Self {
        self.header("authorization", &format!("Bearer {token}"))
    }

    pub(crate) fn cookie(self, token: &str) -> Self {
        self.header("cookie", &format!("a=b; hpc_portal_token={token}"))
    }

    pub(crate) fn query(mut self, query: &str) -> Self {
        *self.0.uri_mut() = format!("{}?{query}", self.0.uri()).parse().unwrap();
        self
    }

    pub(crate) async fn open(self) -> Listener {
        let (socket, _) = timeout(PATIENCE, connect_async(self.0))
            .await
            .expect("an upgrade in time")
            .unwrap();
        Listener(socket)
    }

    /// Connected, and past `initial_data`.
    pub(crate) async fn greeted(self) -> Listener {
        let mut listener = self.open().await;
        let greeting = listener.hear().await;
        assert_eq!(greeting["type"], "initial_data", "{greeting}");
        listener
    }
}

pub(crate) struct Listener(pub(crate) WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Listener {
    pub(crate) async fn say(&mut self, message: Value) {
        self.send(message.to_string()).await;
    }

    pub(crate) async fn send(&mut self, text: impl Into<String>) {
        let text: String = text.into();
        timeout(PATIENCE, self.0.send(Message::text(text)))
            .await
            .expect("room to send")
            .unwrap();
    }

    /// The next JSON message.
    pub(crate) async fn hear(&mut self) -> Value {
        match self.next().await {
            Message::Text(text) => serde_json::from_str(&text).unwrap(),
            other => panic!("expected a message, not {other:?}"),
        }
    }

    /// Says something and takes the next message as its answer.
    pub(crate) async fn ask(&mut self, message: Value) -> Value {
        self.say(message).await;
        self.hear().await
    }

    pub(crate) async fn subscribe(&mut self, channel: &str) -> Value {
        let answer = self.ask(json!({"type": "subscribe", "channel": channel})).await;
        assert_eq!(
            (&answer["type"], &answer["channel"]),
            (&json!("subscribed"), &json!(channel))
        );
        answer
    }

    /// Comes back to a channel with what an earlier answer or message said.
    pub(crate) async fn resume(&mut self, channel: &str, since: &Value, epoch: &Value) -> Value {
        self.ask(json!({"type": "subscribe", "channel": channel, "since": since, "epoch": epoch}))
            .await
    }

    /// The code with which the connection ends; nothing else may come before.
    pub(crate) async fn closed(&mut self) -> u16 {
        match self.next().await {
            Message::Close(Some(frame)) => frame.code.into(),
            other => panic!("expected the end, not {other:?}"),
        }
    }

    /// The code with which the connection ends, whatever comes before.
    pub(crate) async fn closed_eventually(&mut self) -> u16 {
        loop {
            if let Message::Close(Some(frame)) = self.next().await {
                return frame.code.into();
            }
        }
    }

    /// A round trip, after which everything published before has been heard or will not be.
    pub(crate) async fn hears_nothing(&mut self) {
        let answer = self.ask(json!({"type": "ping"})).await;
        assert_eq!(answer["type"], "pong", "{answer}");
    }

    /// The next frame that is not a ping.
    pub(crate) async fn next(&mut self) -> Message {
        loop {
            match self.raw().await {
                Message::Ping(_) | Message::Pong(_) => {}
                message => return message,
            }
        }
    }

    pub(crate) async fn raw(&mut self) -> Message {
        timeout(PATIENCE, self.0.next())
            .await
            .expect("something in time")
            .expect("an open connection")
            .unwrap()
    }
}
