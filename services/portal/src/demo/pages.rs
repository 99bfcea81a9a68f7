//! The built web applications, served as nginx serves them in production (nginx/snippets/hpc-portal/web.conf).

use std::path::{Path, PathBuf};

use actix_files::NamedFile;
use actix_web::guard::{GuardContext, fn_guard};
use actix_web::http::header::{CACHE_CONTROL, CONTENT_SECURITY_POLICY, HeaderValue, LOCATION};
use actix_web::http::{Method, StatusCode};
use actix_web::web::{self, Data, ServiceConfig};
use actix_web::{HttpRequest, HttpResponse};
use portal_http::Problem;

use crate::failure::Failure;

const POLICY: &str = "default-src 'self'; script-src 'self'; style-src 'self' 'unsafe-inline'; \
                      img-src 'self' data: blob:; connect-src 'self' ws: wss:; worker-src 'self' blob:; \
                      font-src 'self'; frame-ancestors 'none'";

/// Files in `assets/` carry the hash of their content in their name.
const FOREVER: &str = "public, max-age=31536000, immutable";
const ASK_AGAIN: &str = "no-cache";

/// What belongs to the services; everything else is a page or a file of one.
const SERVICES: [&str; 10] = [
    "/api",
    "/auth",
    "/dashboardapi",
    "/v2",
    "/ws",
    "/broadcast",
    "/services",
    "/test",
    "/health",
    "/metrics",
];

/// A missing one of these is a 404, not a page that a browser cannot run.
const FILE_ENDINGS: [&str; 16] = [
    "js",
    "mjs",
    "css",
    "map",
    "json",
    "wasm",
    "png",
    "jpg",
    "jpeg",
    "gif",
    "svg",
    "ico",
    "webp",
    "woff2",
    "txt",
    "webmanifest",
];

/// The folder with both applications.
#[derive(Clone)]
pub(super) struct Pages {
    root: PathBuf,
}

impl Pages {
    /// Takes the folder, if both applications are in it.
    pub(super) fn open(root: &Path) -> Result<Self, Failure> {
        let missing = ["portal/index.html", "dashboard/index.html"]
            .map(|page| root.join(page))
            .into_iter()
            .find(|page| !page.is_file());
        match missing {
            None => Ok(Self { root: root.to_owned() }),
            Some(page) => Err(Failure::unavailable(
                "the web applications are not built; build them with: npm --prefix services/web ci && npm --prefix \
                 services/web run build (or name their folder with --web)",
                format!("{} is missing", page.display()),
            )),
        }
    }

    /// Adds the pages; comes after all other routes.
    pub(super) fn configure(&self, config: &mut ServiceConfig) {
        config.app_data(Data::new(self.clone()));
        config.route("/dashboard", web::get().to(to_the_dashboard));
        let anything = web::resource("{path:.*}").guard(fn_guard(is_page));
        config.service(anything.to(show));
    }

    /// The file for a path, if there is one.
    fn find(&self, path: &str) -> Option<PathBuf> {
        let (application, below) = match path.strip_prefix("/dashboard/") {
            Some(below) => ("dashboard", below),
            None => ("portal", path.strip_prefix('/')?),
        };
        let application = self.root.join(application);
        let file = Some(below)
            .filter(|below| is_plain(below))
            .map(|below| application.join(below));
        match file.filter(|file| file.is_file()) {
            Some(file) => Some(file),
            None if looks_like_file(path) => None,
            // The applications have addresses of their own for what they show.
            None => Some(application.join("index.html")),
        }
    }
}

fn is_page(context: &GuardContext<'_>) -> bool {
    let head = context.head();
    let path = head.uri.path();
    let of_a_service = |prefix: &&str| {
        path.strip_prefix(*prefix)
            .is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
    };
    let reads = head.method == Method::GET || head.method == Method::HEAD;
    // Where a sign-in elsewhere comes back to is a page, though it stands under /auth.
    reads && (path == "/auth/callback" || !SERVICES.iter().any(of_a_service))
}

/// Names that the build gives to files: no way leads out of the folder, and nothing hidden is shown.
fn is_plain(below: &str) -> bool {
    let plain = |name: &str| {
        let characters = |byte: u8| byte.is_ascii_alphanumeric() || b"._-".contains(&byte);
        !name.is_empty() && !name.starts_with('.') && name.bytes().all(characters)
    };
    below.split('/').all(plain)
}

fn looks_like_file(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    path.contains("/assets/") || ending.is_some_and(|ending| FILE_ENDINGS.contains(&ending))
}

async fn show(pages: Data<Pages>, request: HttpRequest) -> HttpResponse {
    let path = request.path();
    let found = pages.find(path).and_then(|file| NamedFile::open(file).ok());
    let Some(file) = found else {
        return Problem::new(StatusCode::NOT_FOUND, "not_found", "Not found").response();
    };
    let cache = if path.contains("/assets/") { FOREVER } else { ASK_AGAIN };
    let mut response = file.disable_content_disposition().into_response(&request);
    let headers = response.headers_mut();
    headers.insert(CACHE_CONTROL, HeaderValue::from_static(cache));
    // Scripts too: a worker obeys the policy that its own script came with.
    headers.insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(POLICY));
    response
}

/// The query stays: it can hold what an older client arrives with.
async fn to_the_dashboard(request: HttpRequest) -> HttpResponse {
    let target = match request.query_string() {
        "" => "/dashboard/".to_owned(),
        query => format!("/dashboard/?{query}"),
    };
    HttpResponse::MovedPermanently()
        .insert_header((LOCATION, target))
        .finish()
}
