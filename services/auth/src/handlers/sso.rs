//! `/auth/saml/*`: not spoken here (contract 1.2, "not enabled"). A bridge speaks it, see docs/OPERATIONS.md; an implementation
//! of our own would be this module.

use crate::failure::Failure;

/// Any SAML route.
pub(crate) async fn saml_not_enabled() -> Result<&'static str, Failure> {
    Err(Failure::NotEnabled("SAML"))
}
