//! Somebody who listens at `/ws`.

use std::time::Duration;

use futures_util::{SinkExt, StreamExt};
use serde_json::{Value, json};
use tokio::net::TcpStream;
use tokio::time::timeout;
use tokio_tungstenite::tungstenite::{Message, client::IntoClientRequest, http::Request};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, connect_async};

const PATIENCE: Duration = Duration::from_secs(30);

pub(crate) struct Watching(WebSocketStream<MaybeTlsStream<TcpStream>>);

impl Watching {
    /// Connects to the service at `base`, as a program does.
    pub(crate) async fn begin(base: &str, token: &str) -> Self {
        Self::begin_with(base, "authorization", &format!("Bearer {token}")).await
    }

    /// Connects as a script with an API key does.
    pub(crate) async fn begin_with_key(base: &str, key: &str) -> Self {
        Self::begin_with(base, "x-api-key", key).await
    }

    /// Connects with a header of one's own.
    pub(crate) async fn begin_with(base: &str, name: &'static str, value: &str) -> Self {
        let url = format!("{}/ws", base.replace("http://", "ws://"));
        let mut request = url.into_client_request().unwrap();
        request.headers_mut().insert(name, value.parse().unwrap());
        Self::open(request).await
    }

    /// Connects as older pages do.
    pub(crate) async fn begin_by_query(base: &str, token: &str) -> Self {
        let url = format!("{}/ws?token={token}", base.replace("http://", "ws://"));
        Self::open(url.into_client_request().unwrap()).await
    }

    async fn open(request: Request<()>) -> Self {
        let (socket, _) = timeout(PATIENCE, connect_async(request)).await.unwrap().unwrap();
        Self(socket)
    }

    /// Hears this channel from now on.
    pub(crate) async fn subscribe(&mut self, channel: &str) {
        let message = json!({"type": "subscribe", "channel": channel});
        self.0.send(Message::text(message.to_string())).await.unwrap();
        while self.hear().await.get("type") != Some(&json!("subscribed")) {}
    }

    /// The next message.
    pub(crate) async fn hear(&mut self) -> Value {
        loop {
            if let Message::Text(text) = self.next().await {
                return serde_json::from_str(&text).unwrap();
            }
        }
    }

    /// The code with which the connection ends, whatever comes before.
    pub(crate) async fn closed(&mut self) -> u16 {
        loop {
            if let Message::Close(Some(frame)) = self.next().await {
                return frame.code.into();
            }
        }
    }

    async fn next(&mut self) -> Message {
        timeout(PATIENCE, self.0.next()).await.unwrap().unwrap().unwrap()
    }
}
