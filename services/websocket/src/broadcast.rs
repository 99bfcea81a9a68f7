//! `POST /broadcast`: events from the portal's other services.

use actix_web::{HttpResponse, web};
use portal_events::{EnvelopeError, Event, Sink};
use portal_http::Internal;
use serde_json::{Value, json};

use crate::service::Websocket;

/// Takes one event, or a batch in its order. A batch is taken whole or not at all.
pub(crate) async fn broadcast(service: web::Data<Websocket>, _known: Internal, body: web::Bytes) -> HttpResponse {
    let Ok(body) = serde_json::from_slice::<Value>(&body) else {
        return refuse("Invalid JSON");
    };
    match body.get("messages") {
        Some(Value::Array(messages)) => batch(&service, messages, &body),
        Some(_) => refuse("messages must be a list"),
        None => single(&service, body),
    }
}

fn single(service: &Websocket, body: Value) -> HttpResponse {
    match Event::from_envelope(body) {
        Ok(event) => {
            let channel = event.channel.as_str();
            let recipients = service.hub().publish(event);
            HttpResponse::Ok().json(json!({"success": true, "channel": channel, "recipients": recipients}))
        }
        Err(error) => refuse(&error.to_string()),
    }
}

fn batch(service: &Websocket, messages: &[Value], body: &Value) -> HttpResponse {
    let events: Result<Vec<Event>, EnvelopeError> = messages.iter().cloned().map(Event::from_envelope).collect();
    let events = match events {
        Ok(events) => events,
        Err(error) => return refuse(&error.to_string()),
    };
    // The sender had to give up events before this batch.
    if body.get("lost").and_then(Value::as_u64).is_some_and(|lost| lost > 0) {
        service.hub().gap();
    }
    let accepted = events.len();
    for event in events {
        service.hub().publish(event);
    }
    HttpResponse::Ok().json(json!({"success": true, "accepted": accepted}))
}

fn refuse(error: &str) -> HttpResponse {
    HttpResponse::BadRequest().json(json!({"success": false, "error": error}))
}
