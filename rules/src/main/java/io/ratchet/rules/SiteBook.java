package io.ratchet.rules;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;
import org.drools.model.Model;

/** Makes a rule book of the shipped one and a site's folder, or says everything that stands against it. */
final class SiteBook {
    private SiteBook() {}

    static RuleBook read(SiteFolder folder) {
        RuleBook shipped = RuleBook.shipped();
        List<Model> models = RuleBook.models();
        return RuleBook.of(shipped.catalogue(), models, hash(shipped.hash(), folder.hash()));
    }

    private static String hash(String shipped, String folder) {
        try {
            MessageDigest digest = MessageDigest.getInstance("SHA-256");
            return HexFormat.of().formatHex(digest.digest((shipped + folder).getBytes(StandardCharsets.UTF_8)));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}
