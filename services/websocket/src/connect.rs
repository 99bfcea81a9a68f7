//! `GET /ws`: the upgrade.

use actix_http::ws;
use actix_web::{HttpRequest, HttpResponse, body::MessageBody, http::StatusCode, web};
use portal_audit::Action;
use portal_http::{Client, Problem, Unauthenticated, audited};
use std::sync::Arc;

use crate::{
    authenticate::{self, Refused},
    conversation::Conversation,
    frame::CloseCode,
    inbound::Inbound,
    link::{AUTH_WITHIN, Link, Standing},
    roster::Full,
    service::Websocket,
};

/// Accepts a WebSocket. Who may not stay is told so in a frame and a close code, which pages can read; an HTTP status
/// they cannot.
pub(crate) async fn connect(
    service: web::Data<Websocket>,
    request: HttpRequest,
    payload: web::Payload,
) -> HttpResponse {
    let mut handshake = match ws::handshake(request.head()) {
        Ok(handshake) => handshake,
        Err(error) => return not_a_websocket(&error),
    };
    if let Err(problem) = admit(&service, &request) {
        return problem.response();
    }
    let conversation = converse(service.get_ref(), &request, payload);
    match handshake.message_body(conversation.boxed()) {
        Ok(response) => response.into(),
        Err(_unencodable) => Problem::internal().response(),
    }
}

/// Lets reconnecting pages through, in numbers, and stops loops that have no pause at all.
fn admit(service: &Websocket, request: &HttpRequest) -> Result<(), Problem> {
    let Some(address) = Client::of(request).map(|client| client.address()) else {
        return Ok(());
    };
    if address.is_loopback() {
        return Ok(());
    }
    service.connects().check(&address.into()).map_err(|wait| {
        Problem::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too_many_requests",
            "Too many connections",
        )
        .message("Too many new connections from your address; wait a little")
        .header(actix_web::http::header::RETRY_AFTER, wait.seconds().to_string())
    })
}

fn converse(service: &Websocket, request: &HttpRequest, payload: web::Payload) -> Conversation {
    let now = service.now();
    let mut key = None;
    let (standing, refused) = match authenticate::by_request(service.kit(), request) {
        Ok(entrant) => {
            key = entrant.key;
            (Standing::Known(Arc::new(entrant.claims)), None)
        }
        Err(Refused::Nothing) if service.needs_token() => (
            Standing::Stranger {
                until: now + AUTH_WITHIN,
            },
            None,
        ),
        Err(Refused::Nothing) => (Standing::Anonymous, None),
        // Without mandatory sign-in an old cookie is no reason to turn somebody away; a foreign page is.
        Err(Refused::Because(Unauthenticated::Token(_) | Unauthenticated::Revoked))
            if !service.needs_token() && !authenticate::shows_token(request) =>
        {
            (Standing::Anonymous, None)
        }
        Err(refused) => (
            Standing::Stranger {
                until: now + AUTH_WITHIN,
            },
            Some(refused),
        ),
    };
    let asks = audited(request, Action::AccessRefuse, "GET /ws");
    if let Some(code) = refused.as_ref().and_then(Refused::forbids) {
        service.kit().refused(asks.clone().refused(code));
    }
    let stranger = matches!(standing, Standing::Stranger { .. });
    let link = Arc::new(Link::new(standing, key, now));
    let (seat, full) = match service.roster().enter(Arc::clone(&link)) {
        Ok(seat) => (Some(seat), false),
        Err(Full) => (None, true),
    };
    let mut conversation = Conversation::new(service.clone(), link, seat, Inbound::new(payload), asks);
    if full {
        conversation.end(CloseCode::TryAgainLater, "too many connections");
    } else if let Some(refused) = refused {
        conversation.refuse(&refused);
    } else if conversation.take_seat() && !stranger {
        conversation.greet();
    }
    conversation
}

fn not_a_websocket(error: &ws::HandshakeError) -> HttpResponse {
    HttpResponse::BadRequest()
        .content_type("text/plain; charset=utf-8")
        .body(format!("400: {error}"))
}
