//! Who vouches for a directory or a provider: the authorities in a file, or the system's.

use std::path::Path;
use std::sync::Arc;

use portal_config::{Invalid, Setting};
use rustls::crypto::ring;
use rustls::pki_types::CertificateDer;
use rustls::pki_types::pem::PemObject;
use rustls::{ClientConfig, RootCertStore};
use ureq::tls::{Certificate, RootCerts, TlsConfig};

/// Certificates of authorities.
pub(crate) struct Authorities(Vec<CertificateDer<'static>>);

impl Authorities {
    /// Those in the PEM file that `setting` names, else the system's.
    ///
    /// # Errors
    /// When there is such a file and it cannot be used.
    pub(crate) fn load(setting: &Setting, file: Option<&Path>) -> Result<Self, Invalid> {
        let Some(path) = file else {
            return Ok(Self::of_the_system());
        };
        let wrong = |reason: String| Invalid::new(setting, format!("{}: {reason}", path.display()));
        let text = std::fs::read(path).map_err(|error| wrong(error.to_string()))?;
        let certificates = CertificateDer::pem_slice_iter(&text)
            .collect::<Result<Vec<_>, _>>()
            .map_err(|error| wrong(error.to_string()))?;
        for certificate in &certificates {
            let usable = RootCertStore::empty().add(certificate.clone());
            usable.map_err(|error| wrong(error.to_string()))?;
        }
        if certificates.is_empty() {
            return Err(wrong("there is no certificate in it".to_owned()));
        }
        Ok(Self(certificates))
    }

    /// Nobody; for where nothing is encrypted.
    pub(crate) fn none() -> Self {
        Self(Vec::new())
    }

    fn of_the_system() -> Self {
        let found = rustls_native_certs::load_native_certs();
        for error in found.errors {
            tracing::warn!(
                error = &error as &dyn std::error::Error,
                "some of the system's authorities cannot be read"
            );
        }
        Self(found.certs)
    }

    /// For LDAP.
    ///
    /// # Errors
    /// When the TLS library refuses its own defaults.
    pub(crate) fn client(&self) -> Result<Arc<ClientConfig>, rustls::Error> {
        let mut store = RootCertStore::empty();
        store.add_parsable_certificates(self.0.iter().cloned());
        let config = ClientConfig::builder_with_provider(Arc::new(ring::default_provider()))
            .with_safe_default_protocol_versions()?
            .with_root_certificates(store)
            .with_no_client_auth();
        Ok(Arc::new(config))
    }

    /// For HTTPS.
    pub(crate) fn https(&self) -> TlsConfig {
        let certificates = self.0.iter().map(|der| Certificate::from_der(der).to_owned());
        TlsConfig::builder()
            .root_certs(RootCerts::from(certificates))
            .unversioned_rustls_crypto_provider(Arc::new(ring::default_provider()))
            .build()
    }
}
