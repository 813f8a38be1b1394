//! Which certificates are trusted.

use std::env;
use std::path::Path;
use std::sync::Arc;

use http::Uri;
use hyper_rustls::ResolveServerName;
use rustls::client::danger::{HandshakeSignatureValid, ServerCertVerified, ServerCertVerifier};
use rustls::crypto::{CryptoProvider, ring, verify_tls12_signature, verify_tls13_signature};
use rustls::pki_types::pem::PemObject;
use rustls::pki_types::{CertificateDer, ServerName, UnixTime};
use rustls::{ClientConfig, DigitallySignedStruct, RootCertStore, SignatureScheme};

use cors_flow::escaped;

use crate::limits;
use crate::options::Options;
use crate::outcome::CannotTell;

/// How to connect by TLS, and whether the platform has no root certificates to trust.
pub fn config(options: &Options) -> Result<(ClientConfig, bool), CannotTell> {
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
    // Whoever reads it for the platform would read it to its end, if it has one.
    if let Some(file) = env::var_os("SSL_CERT_FILE").filter(|file| Path::new(file).exists()) {
        limits::read_file("SSL_CERT_FILE=", Path::new(&file))?;
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

fn roots(file: &Path) -> Result<RootCertStore, CannotTell> {
    let bytes = limits::read_file("--cacert ", file)?;
    let name = escaped(file.as_os_str().as_encoded_bytes());
    let mut roots = RootCertStore::empty();
    for certificate in CertificateDer::pem_slice_iter(&bytes) {
        let wrong = |what| format!("`--cacert {name}` is not a PEM file of certificates: {what}");
        // The parser's own message has the bytes of the file in it.
        let certificate = certificate.map_err(|_| wrong("it is damaged, or cut off".into()))?;
        let added = roots.add(certificate);
        added.map_err(|error| wrong(error.to_string()))?;
    }
    if roots.is_empty() {
        return Err(CannotTell(format!(
            "`--cacert {name}` has no certificate: expected PEM, with `-----BEGIN CERTIFICATE-----`"
        )));
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

/// A host's name as browsers send it and compare it with the certificate: without the dot at its end.
pub struct NameWithoutDot;

impl ResolveServerName for NameWithoutDot {
    fn resolve(
        &self,
        uri: &Uri,
    ) -> Result<ServerName<'static>, Box<dyn std::error::Error + Sync + Send>> {
        let host = uri.host().unwrap_or_default();
        let host = host.trim_start_matches('[').trim_end_matches([']', '.']);
        Ok(ServerName::try_from(host.to_owned())?)
    }
}
