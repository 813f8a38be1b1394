//! Which certificates are trusted.

use std::path::Path;
use std::sync::Arc;

use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{ring, verify_tls12_signature, verify_tls13_signature, CryptoProvider};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use crate::options::Options;

/// How to connect by TLS, and whether the platform has no root certificates to trust.
pub fn config(options: &Options) -> Result<(ClientConfig, bool), String> {
    let provider = Arc::new(ring::default_provider());
    let builder = ClientConfig::builder_with_provider(Arc::clone(&provider))
        .with_safe_default_protocol_versions()
        .map_err(|error| format!("TLS cannot be set up: {error}"))?;
    if options.insecure {
        let verifier = Arc::new(AnyCertificate(provider));
        let builder = builder
            .dangerous()
            .with_custom_certificate_verifier(verifier);
        return Ok((builder.with_no_client_auth(), false));
    }
    if let Some(file) = &options.cacert {
        let roots = roots(file)?;
        return Ok((
            builder.with_root_certificates(roots).with_no_client_auth(),
            false,
        ));
    }
    // Not an error yet: the URL may be `http`.
    let Ok(verifier) = rustls_platform_verifier::Verifier::new(provider) else {
        let builder = builder.with_root_certificates(RootCertStore::empty());
        return Ok((builder.with_no_client_auth(), true));
    };
    let builder = builder
        .dangerous()
        .with_custom_certificate_verifier(Arc::new(verifier));
    Ok((builder.with_no_client_auth(), false))
}

fn roots(file: &Path) -> Result<RootCertStore, String> {
    let name = file.display();
    let bytes = std::fs::read(file)
        .map_err(|error| format!("`--cacert {name}` cannot be read: {error}"))?;
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        certificate
            .map_err(|error| error.to_string())
            .and_then(|certificate| roots.add(certificate).map_err(|error| error.to_string()))
            .map_err(|error| {
                format!("`--cacert {name}` is not a PEM file of certificates: {error}")
            })?;
    }
    if roots.is_empty() {
        return Err(format!(
            "`--cacert {name}` has no certificate: expected PEM, with `-----BEGIN CERTIFICATE-----`"
        ));
    }
    Ok(roots)
}

/// Accepts any certificate (`-k`), as long as the server has its key.
#[derive(Debug)]
struct AnyCertificate(Arc<CryptoProvider>);

impl ServerCertVerifier for AnyCertificate {
    fn verify_server_cert(
        &self,
        _: &CertificateDer<'_>,
        _: &[CertificateDer<'_>],
        _: &ServerName<'_>,
        _: &[u8],
        _: UnixTime,
    ) -> Result<ServerCertVerified, rustls::Error> {
        Ok(ServerCertVerified::assertion())
    }

    fn verify_tls12_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls12_signature(message, certificate, signature, algorithms)
    }

    fn verify_tls13_signature(
        &self,
        message: &[u8],
        certificate: &CertificateDer<'_>,
        signature: &DigitallySignedStruct,
    ) -> Result<HandshakeSignatureValid, rustls::Error> {
        let algorithms = &self.0.signature_verification_algorithms;
        verify_tls13_signature(message, certificate, signature, algorithms)
    }

    fn supported_verify_schemes(&self) -> Vec<SignatureScheme> {
        self.0.signature_verification_algorithms.supported_schemes()
    }
}
