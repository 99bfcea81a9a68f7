//! `portal openapi`, and the document that the demo serves.

use utoipa::openapi::path::{HttpMethod, OperationBuilder, ParameterBuilder, ParameterIn, PathItem};
use utoipa::openapi::{OpenApi, Required, ResponseBuilder};

use crate::failure::Failure;
use crate::output::print;

pub(crate) fn run() -> Result<(), Failure> {
    let text = document()
        .to_pretty_json()
        .map_err(|error| Failure::Refused(format!("the document cannot be written as JSON: {error}")))?;
    print(&text)
}

/// What all services answer together.
pub(crate) fn document() -> OpenApi {
    let mut document = dashboard::openapi();
    document.merge(auth::openapi());
    document.paths.paths.insert("/ws".to_owned(), websocket());
    document
}

/// OpenAPI cannot say what is spoken on a WebSocket, only how one is opened.
fn websocket() -> PathItem {
    let token = ParameterBuilder::new()
        .name("token")
        .parameter_in(ParameterIn::Query)
        .required(Required::False)
        .description(Some(
            "Access token, for clients that can send neither a header nor the cookie",
        ));
    let response = |text: &str| ResponseBuilder::new().description(text).build();
    let open = OperationBuilder::new()
        .operation_id(Some("websocket"))
        .tag("events")
        .summary(Some("Open a WebSocket"))
        .description(Some("What is spoken on it stands in docs/API.md."))
        .parameter(token)
        .response("101", response("The connection is a WebSocket now"))
        .response("400", response("Not a WebSocket's handshake"))
        .response("429", response("Too many connections from this address"));
    PathItem::new(HttpMethod::Get, open)
}

#[cfg(test)]
mod tests {
    /// Aliases of described routes, what is between services, and the pages on which the document is read.
    const UNDESCRIBED: [&str; 9] = [
        "/services",
        "/test/login",
        "/auth/revocations",
        "/auth/keys/check",
        "/auth/refusals",
        "/broadcast",
        "/health",
        "/api/openapi.json",
        "/api/docs",
    ];

    #[test]
    fn every_route_of_every_service_is_described() {
        let document = serde_json::to_value(super::document()).unwrap();
        let tables = [auth::TABLE, dashboard::TABLE, websocket::TABLE];
        for route in tables.into_iter().flatten() {
            // A tail is a parameter as any other there.
            let path = route.path.replace(":.*}", "}");
            let operation = document["paths"]
                .get(&path)
                .and_then(|path| path.get(route.method.to_lowercase()));
            let left_out = UNDESCRIBED.iter().any(|start| route.path.starts_with(start));
            assert!(operation.is_some() != left_out, "{} {}", route.method, route.path);
        }
    }
}
