package io.ratchet.store.audit;

import io.ratchet.domain.Sha256;
import io.ratchet.store.tlog.Post;
import java.io.IOException;
import java.io.InputStream;
import java.math.BigInteger;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.security.cert.CertPathBuilder;
import java.security.cert.CertStore;
import java.security.cert.CertificateFactory;
import java.security.cert.CollectionCertStoreParameters;
import java.security.cert.PKIXBuilderParameters;
import java.security.cert.TrustAnchor;
import java.security.cert.X509CertSelector;
import java.security.cert.X509Certificate;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDateTime;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.time.format.DateTimeFormatterBuilder;
import java.time.temporal.ChronoField;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.bouncycastle.cert.X509CertificateHolder;
import org.bouncycastle.cert.jcajce.JcaX509CertificateConverter;
import org.bouncycastle.cms.jcajce.JcaSimpleSignerInfoVerifierBuilder;
import org.bouncycastle.operator.OperatorCreationException;
import org.bouncycastle.tsp.TSPAlgorithms;
import org.bouncycastle.tsp.TSPException;
import org.bouncycastle.tsp.TimeStampRequest;
import org.bouncycastle.tsp.TimeStampRequestGenerator;
import org.bouncycastle.tsp.TimeStampResponse;
import org.bouncycastle.tsp.TimeStampToken;
import org.bouncycastle.tsp.TimeStampTokenInfo;
import org.jspecify.annotations.Nullable;

/**
 * A time-stamp authority (RFC 3161): somebody whose clock others believe, who signs that they saw some bytes, of which
 * they learn only the hash.
 *
 * @param authority a file of the certificates that its own leads to, in PEM
 */
public record TimeStamps(URI url, Path authority) {
    private static final SecureRandom RANDOM = new SecureRandom();
    private static final int NONCE_BITS = 64;
    private static final String SHA256 = "2.16.840.1.101.3.4.2.1";

    /** RFC 3161, section 2.4.2: UTC to the second, with a fraction that is left out where it is nought. */
    private static final DateTimeFormatter TIME = new DateTimeFormatterBuilder()
            .appendPattern("uuuuMMddHHmmss")
            .optionalStart()
            .appendFraction(ChronoField.NANO_OF_SECOND, 1, 9, true)
            .optionalEnd()
            .appendLiteral('Z')
            .toFormatter(Locale.ROOT);

    /**
     * What a stamp is worth to a reader.
     *
     * @param at when it was made; null where it does not hold
     */
    record Checked(Verdict.Voucher voucher, @Nullable Instant at, Optional<String> problem) {
        private static Checked broken(String problem) {
            return new Checked(Verdict.Voucher.BROKEN, null, Optional.of("The time-stamp " + problem + "."));
        }
    }

    /**
     * Asks for a stamp over these bytes.
     *
     * @return the whole answer, as {@code openssl ts} reads it
     * @throws IOException when none came that holds
     */
    byte[] ask(Post post, byte[] bytes) throws IOException {
        TimeStampRequestGenerator generator = new TimeStampRequestGenerator();
        generator.setCertReq(true);
        TimeStampRequest request =
                generator.generate(TSPAlgorithms.SHA256, Sha256.of(bytes), new BigInteger(NONCE_BITS, RANDOM));
        Post.Answer answer = post.send(url, "application/timestamp-query", request.getEncoded());
        if (answer.status() != 200) throw new IOException("it answered with status " + answer.status());
        try {
            new TimeStampResponse(answer.body()).validate(request);
        } catch (TSPException | RuntimeException e) {
            throw new IOException("its answer is none to what was asked: " + e.getMessage(), e);
        }
        Checked checked = check(answer.body(), bytes, Optional.of(authority));
        if (checked.problem().isPresent())
            throw new IOException(checked.problem().get());
        return answer.body();
    }

    /**
     * Holds an answer against the bytes it is said to be over.
     *
     * @param authority whom the reader believes; empty: it is not checked
     */
    static Checked check(byte[] answer, byte[] bytes, Optional<Path> authority) {
        if (authority.isEmpty()) return new Checked(Verdict.Voucher.UNCHECKED, null, Optional.empty());
        try {
            TimeStampToken token = new TimeStampResponse(answer).getTimeStampToken();
            if (token == null) return Checked.broken("is a refusal");
            TimeStampTokenInfo info = token.getTimeStampInfo();
            boolean same = info.getMessageImprintAlgOID().getId().equals(SHA256)
                    && Arrays.equals(info.getMessageImprintDigest(), Sha256.of(bytes));
            if (!same) return Checked.broken("is over something else than the checkpoint");
            return chained(token, info, authority.get());
        } catch (TSPException | IOException | RuntimeException e) {
            return Checked.broken("cannot be read: " + e.getMessage());
        }
    }

    private static Checked chained(TimeStampToken token, TimeStampTokenInfo info, Path authority) throws IOException {
        try {
            List<X509Certificate> carried = new ArrayList<>();
            JcaX509CertificateConverter converter = new JcaX509CertificateConverter();
            for (X509CertificateHolder each : token.getCertificates().getMatches(null))
                carried.add(converter.getCertificate(each));
            Set<TrustAnchor> anchors = anchors(authority);
            anchors.forEach(anchor -> carried.add(anchor.getTrustedCert()));
            X509Certificate signer = carried.stream()
                    .filter(each -> each.getSerialNumber().equals(token.getSID().getSerialNumber()))
                    .filter(each -> matches(token, each))
                    .findFirst()
                    .orElse(null);
            if (signer == null) return Checked.broken("does not hold the certificate that signed it");
            token.validate(new JcaSimpleSignerInfoVerifierBuilder().build(signer));
            X509CertSelector target = new X509CertSelector();
            target.setCertificate(signer);
            PKIXBuilderParameters path = new PKIXBuilderParameters(anchors, target);
            path.addCertStore(CertStore.getInstance("Collection", new CollectionCertStoreParameters(carried)));
            path.setRevocationEnabled(false); // the reader is offline
            path.setDate(info.getGenTime());
            CertPathBuilder.getInstance("PKIX").build(path);
            Instant at = LocalDateTime.parse(info.toASN1Structure().getGenTime().getTimeString(), TIME)
                    .toInstant(ZoneOffset.UTC);
            return new Checked(Verdict.Voucher.OK, at, Optional.empty());
        } catch (TSPException | GeneralSecurityException | OperatorCreationException | DateTimeException e) {
            return Checked.broken(
                    "was not made by an authority of '" + authority.getFileName() + "': " + e.getMessage());
        }
    }

    private static boolean matches(TimeStampToken token, X509Certificate certificate) {
        try {
            return token.getSID().match(new X509CertificateHolder(certificate.getEncoded()));
        } catch (IOException | GeneralSecurityException e) {
            return false;
        }
    }

    private static Set<TrustAnchor> anchors(Path authority) throws IOException, GeneralSecurityException {
        try (InputStream in = Files.newInputStream(authority)) {
            Collection<?> all = CertificateFactory.getInstance("X.509").generateCertificates(in);
            return all.stream()
                    .map(each -> new TrustAnchor((X509Certificate) each, null))
                    .collect(Collectors.toSet());
        }
    }
}
