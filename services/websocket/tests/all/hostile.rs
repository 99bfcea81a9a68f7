//! Frames that no honest client sends.

use futures_util::SinkExt;
use serde_json::json;
use tokio_tungstenite::tungstenite::{
    Message,
    protocol::frame::{
        Frame, FrameHeader,
        coding::{Control, Data, OpCode},
    },
};

use crate::app::App;

fn frame(payload: &[u8], code: OpCode, last: bool) -> Message {
    let header = FrameHeader {
        is_final: last,
        opcode: code,
        mask: Some([1, 2, 3, 4]),
        ..FrameHeader::default()
    };
    Message::Frame(Frame::from_payload(header, payload.to_vec().into()))
}

#[actix_web::test]
async fn each_broken_rule_has_its_close_code() {
    let app = App::start();
    let text = OpCode::Data(Data::Text);
    let more = OpCode::Data(Data::Continue);
    let big = vec![b'x'; 40_000];
    let stories: Vec<(&str, Vec<Message>, u16)> = vec![
        ("one frame over 64 KiB", vec![Message::text("x".repeat(65_537))], 1009),
        (
            "a message over 64 KiB in parts",
            vec![frame(&big, text, false), frame(&big, more, true)],
            1009,
        ),
        ("text that is not UTF-8", vec![frame(&[0xff, 0xfe], text, true)], 1007),
        ("a continuation of nothing", vec![frame(b"x", more, true)], 1002),
        (
            "a message inside a message",
            vec![frame(b"x", text, false), frame(b"y", text, true)],
            1002,
        ),
        (
            "a reserved opcode",
            vec![frame(b"x", OpCode::Data(Data::Reserved(3)), true)],
            1002,
        ),
        (
            "a fragmented ping",
            vec![frame(b"x", OpCode::Control(Control::Ping), false)],
            1002,
        ),
    ];
    for (story, messages, code) in stories {
        let mut kim = app.user("kim").await;
        for message in messages {
            kim.0.send(message).await.unwrap();
        }
        assert_eq!(kim.closed().await, code, "{story}");
    }
    let health = app.stranger().get("/health").await.expect(200).json();
    assert_eq!(health["status"], "healthy");
    app.stop().await;
}

#[actix_web::test]
async fn exactly_64_kib_binary_and_parts_are_fine() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.send("x".repeat(65_536)).await;
    assert_eq!(kim.hear().await["message"], "Invalid JSON");
    kim.0.send(Message::binary(vec![1, 2, 3])).await.unwrap();
    let text = json!({"type": "ping"}).to_string();
    let (start, end) = text.as_bytes().split_at(5);
    kim.0.send(frame(start, OpCode::Data(Data::Text), false)).await.unwrap();
    kim.0.send(Message::Ping(b"between".to_vec().into())).await.unwrap();
    kim.0
        .send(frame(end, OpCode::Data(Data::Continue), true))
        .await
        .unwrap();
    assert_eq!(kim.hear().await["type"], "pong");
    app.stop().await;
}

#[actix_web::test]
async fn deep_json_is_no_stack_overflow() {
    let app = App::start();
    let mut kim = app.user("kim").await;
    kim.send("[".repeat(60_000)).await;
    assert_eq!(kim.hear().await["message"], "Invalid JSON");
    kim.send(format!("{}{}", r#"{"a":"#.repeat(10_000), "1")).await;
    assert_eq!(kim.hear().await["message"], "Invalid JSON");
    app.stop().await;
}

/// The walk of a stranger: every route says that one must sign in, besides those that are listed here for a reason.
#[actix_web::test]
async fn a_stranger_gets_nothing() {
    let app = App::start();
    for route in websocket::TABLE {
        let expected = match route.path {
            // For load balancers and the watchdog.
            "/health" => 200,
            // Not asked for as a WebSocket; who asks properly is told in a frame, which pages can read.
            "/ws" => 400,
            _ => 401,
        };
        let reply = app.stranger().call(route.method, route.path).await;
        assert_eq!(reply.status, expected, "{} {}", route.method, route.path);
    }
    let mut stranger = app.upgrade().bearer("nonsense").open().await;
    assert_eq!(stranger.hear().await["code"], "AUTH_FAILED");
    assert_eq!(stranger.closed().await, 1008);
    app.stop().await;
}
