import eu.europa.esig.dss.enumerations.DigestAlgorithm;
import eu.europa.esig.dss.enumerations.JWSSerializationType;
import eu.europa.esig.dss.enumerations.SigDMechanism;
import eu.europa.esig.dss.enumerations.SignatureLevel;
import eu.europa.esig.dss.enumerations.SignaturePackaging;
import eu.europa.esig.dss.jades.JAdESSignatureParameters;
import eu.europa.esig.dss.jades.signature.JAdESService;
import eu.europa.esig.dss.model.DSSDocument;
import eu.europa.esig.dss.model.FileDocument;
import eu.europa.esig.dss.model.InMemoryDocument;
import eu.europa.esig.dss.model.SignatureValue;
import eu.europa.esig.dss.model.ToBeSigned;
import eu.europa.esig.dss.model.x509.CertificateToken;
import eu.europa.esig.dss.simplereport.SimpleReport;
import eu.europa.esig.dss.spi.DSSUtils;
import eu.europa.esig.dss.spi.validation.CommonCertificateVerifier;
import eu.europa.esig.dss.spi.x509.CommonCertificateSource;
import eu.europa.esig.dss.spi.x509.CommonTrustedCertificateSource;
import eu.europa.esig.dss.spi.x509.revocation.crl.ExternalResourcesCRLSource;
import eu.europa.esig.dss.spi.x509.revocation.ocsp.ExternalResourcesOCSPSource;
import eu.europa.esig.dss.spi.x509.tsp.KeyEntityTSPSource;
import eu.europa.esig.dss.token.DSSPrivateKeyEntry;
import eu.europa.esig.dss.token.Pkcs12SignatureToken;
import eu.europa.esig.dss.validation.SignedDocumentValidator;
import eu.europa.esig.dss.validation.reports.Reports;
import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyStore;
import java.security.PrivateKey;
import java.security.cert.X509Certificate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * Validates the seals of a folder, or makes some, with nothing but what lies in the folder.
 *
 * <p>anchors/, certificates/, crl/, ocsp/ hold DER; seals/ what is to be validated (a file
 * NAME.detached/ beside NAME holds what it covers); keys/ PKCS #12 files without a password.
 */
public final class Referee {
  private static final char[] PASSWORD = "secret".toCharArray();

  public static void main(String[] arguments) throws Exception {
    Path folder = Path.of(arguments[1]);
    if (arguments[0].equals("validate")) {
      for (File seal : files(folder.resolve("seals"))) {
        if (seal.isFile()) {
          System.out.println(validate(folder, seal));
        }
      }
    } else {
      sign(folder);
    }
  }

  private static List<File> files(Path folder) {
    File[] found = folder.toFile().listFiles();
    if (found == null) {
      return List.of();
    }
    Arrays.sort(found);
    return Arrays.asList(found);
  }

  private static CommonCertificateVerifier verifier(Path folder) throws Exception {
    CommonCertificateVerifier verifier = new CommonCertificateVerifier();
    CommonTrustedCertificateSource trusted = new CommonTrustedCertificateSource();
    for (File file : files(folder.resolve("anchors"))) {
      trusted.addCertificate(DSSUtils.loadCertificate(file));
    }
    verifier.setTrustedCertSources(trusted);
    CommonCertificateSource others = new CommonCertificateSource();
    for (File file : files(folder.resolve("certificates"))) {
      others.addCertificate(DSSUtils.loadCertificate(file));
    }
    verifier.setAdjunctCertSources(others);
    verifier.setCrlSource(new ExternalResourcesCRLSource(documents(folder.resolve("crl"))));
    verifier.setOcspSource(new ExternalResourcesOCSPSource(documents(folder.resolve("ocsp"))));
    verifier.setAIASource(null);
    return verifier;
  }

  private static DSSDocument[] documents(Path folder) {
    return files(folder).stream().map(FileDocument::new).toArray(DSSDocument[]::new);
  }

  private static String validate(Path folder, File seal) throws Exception {
    SignedDocumentValidator validator =
        SignedDocumentValidator.fromDocument(new FileDocument(seal));
    validator.setCertificateVerifier(verifier(folder));
    List<DSSDocument> detached = new ArrayList<>();
    for (File file : files(Path.of(seal.getPath() + ".detached"))) {
      detached.add(new FileDocument(file));
    }
    if (!detached.isEmpty()) {
      validator.setDetachedContents(detached);
    }
    Reports reports = validator.validateDocument();
    SimpleReport report = reports.getSimpleReport();
    String id = report.getFirstSignatureId();
    if (System.getenv("REFEREE_VERBOSE") != null) {
      System.err.println(reports.getXmlSimpleReport());
    }
    return String.join(
        "\t",
        seal.getName(),
        String.valueOf(report.getIndication(id)),
        String.valueOf(report.getSubIndication(id)),
        String.valueOf(report.getSignatureFormat(id)));
  }

  private static void sign(Path folder) throws Exception {
    Path target = Files.createDirectories(folder.resolve("made"));
    JAdESService service = new JAdESService(verifier(folder));
    service.setTspSource(timestamps(folder));
    DSSDocument payload =
        new InMemoryDocument(Files.readAllBytes(folder.resolve("payload")), "payload.json");
    for (File key : files(folder.resolve("keys"))) {
      if (key.getName().equals("tsa.p12")) {
        continue;
      }
      KeyStore.PasswordProtection secret = new KeyStore.PasswordProtection(PASSWORD);
      try (Pkcs12SignatureToken token = new Pkcs12SignatureToken(key, secret)) {
        DSSPrivateKeyEntry entry = token.getKeys().get(0);
        String kind = key.getName().replace(".p12", "");
        for (SignatureLevel level :
            List.of(
                SignatureLevel.JAdES_BASELINE_B,
                SignatureLevel.JAdES_BASELINE_T,
                SignatureLevel.JAdES_BASELINE_LT,
                SignatureLevel.JAdES_BASELINE_LTA)) {
          for (String form : List.of("general", "flattened", "clear", "raw", "uri", "hash")) {
            if (form.equals("clear") && level == SignatureLevel.JAdES_BASELINE_LTA) {
              continue; // DSS knows no canonical form to archive what stands in clear.
            }
            JAdESSignatureParameters parameters = new JAdESSignatureParameters();
            parameters.setSignatureLevel(level);
            parameters.setDigestAlgorithm(DigestAlgorithm.SHA256);
            parameters.setSigningCertificate(entry.getCertificate());
            parameters.setCertificateChain(entry.getCertificateChain());
            parameters.setJwsSerializationType(
                form.equals("flattened")
                    ? JWSSerializationType.FLATTENED_JSON_SERIALIZATION
                    : JWSSerializationType.JSON_SERIALIZATION);
            parameters.setBase64UrlEncodedEtsiUComponents(!form.equals("clear"));
            parameters.setBase64UrlEncodedPayload(!form.equals("raw"));
            boolean detached = form.equals("uri") || form.equals("hash");
            parameters.setSignaturePackaging(
                detached ? SignaturePackaging.DETACHED : SignaturePackaging.ENVELOPING);
            if (detached) {
              parameters.setSigDMechanism(
                  form.equals("uri")
                      ? SigDMechanism.OBJECT_ID_BY_URI
                      : SigDMechanism.OBJECT_ID_BY_URI_HASH);
            }
            ToBeSigned data = service.getDataToSign(payload, parameters);
            SignatureValue value = token.sign(data, DigestAlgorithm.SHA256, entry);
            DSSDocument sealed = service.signDocument(payload, parameters, value);
            String name = String.join("-", kind, level.name(), form);
            Files.write(target.resolve(name), DSSUtils.toByteArray(sealed));
          }
        }
      }
    }
  }

  private static KeyEntityTSPSource timestamps(Path folder) throws Exception {
    KeyStore store = KeyStore.getInstance("PKCS12");
    try (var stream = Files.newInputStream(folder.resolve("keys").resolve("tsa.p12"))) {
      store.load(stream, PASSWORD);
    }
    String alias = store.aliases().nextElement();
    List<CertificateToken> chain = new ArrayList<>();
    for (var certificate : store.getCertificateChain(alias)) {
      chain.add(new CertificateToken((X509Certificate) certificate));
    }
    KeyEntityTSPSource source =
        new KeyEntityTSPSource((PrivateKey) store.getKey(alias, PASSWORD), chain.get(0), chain);
    source.setTsaPolicy("1.2.3.4");
    return source;
  }
}
