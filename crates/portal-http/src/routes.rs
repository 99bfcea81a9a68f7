//! One table of routes: method, path, cost and handler on a line.

/// One line of the table, for the stranger walk and the OpenAPI check.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RouteInfo {
    /// Such as `GET`.
    pub method: &'static str,
    /// Such as `/api/v2/files/uploads/{id}`.
    pub path: &'static str,
}

/// Writes the table once and makes of it both what actix serves (`configure`) and what tests walk (`TABLE`).
///
/// ```ignore
/// route_table! {
///     GET  "/api/health" => health::show;
///     POST "/api/v2/files/upload/init" limit UPLOAD_INIT => uploads::init;
///     GET  "/api/v2/jobs" limit JOBS as gzip => jobs::list;
/// }
/// ```
#[macro_export]
macro_rules! route_table {
    ($($method:ident $path:literal $(limit $rule:ident)? $(as $form:ident)? => $handler:expr;)*) => {
        /// Every route of the service.
        pub const TABLE: &[$crate::RouteInfo] = &[$($crate::RouteInfo { method: stringify!($method), path: $path }),*];

        pub(crate) fn configure(config: &mut actix_web::web::ServiceConfig) {
            $(config.route($path, $crate::route_table!(@sent $($form)?, $crate::route_table!(@route $method $handler $(, $rule)?)));)*
        }
    };
    // Compressed for whoever takes it: long answers that are asked for all the time. Not what may hold a secret beside what a
    // caller chose (BREACH), and not what is small.
    (@sent gzip, $route:expr) => {
        $route.wrap(actix_web::middleware::Compress::default())
    };
    (@sent, $route:expr) => {
        $route
    };
    (@route $method:ident $handler:expr) => {
        actix_web::web::route().guard($crate::route_table!(@guard $method)).to($handler)
    };
    // The limit wraps the finished route: `to` after `wrap` would panic.
    (@route $method:ident $handler:expr, $rule:expr) => {
        actix_web::web::route().guard($crate::route_table!(@guard $method)).to($handler).wrap($crate::limited(&$rule))
    };
    // What can be read can be asked for without its body (RFC 9110, 9.3.2); load balancers do.
    (@guard GET) => {
        actix_web::guard::Any(actix_web::guard::Get()).or(actix_web::guard::Head())
    };
    (@guard $method:ident) => {
        actix_web::guard::Method(actix_web::http::Method::$method)
    };
}
