package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/** The packages that somebody staged on the demo's hosts beforehand; {@code packages.yaml} names the same paths and hashes. */
final class DemoPackages {
    static final String FOLDER = "C:\\ratchet\\packages\\";

    private DemoPackages() {}

    static void onHost(DemoHost host, ObjectNode state) {
        ObjectNode installable = state.putObject("installable");
        ObjectNode packages = state.putObject("packages");
        DemoWindows windows = host.windows;
        if (windows == null) return;
        if (windows.needsWinHttpUpdate()) {
            String file = "kb3140245-" + windows.version + "-" + windows.architecture + ".msu";
            ObjectNode update = installable.putObject(FOLDER + file);
            update.put("kb", "KB3140245")
                    .put("sha256", sha256(file))
                    .put("exitCode", 3010)
                    .put("seconds", 1);
            ObjectNode files = update.putObject("files");
            windows.winHttpFiles().forEach(path -> files.put(path, windows.newWinHttp()));
        }
        if (host.files.containsKey(DemoHosts.SFB_FILE))
            product(
                    packages,
                    "SkypeServerUpdateInstaller-6.0.9319.516.exe",
                    "Skype for Business Server 2015",
                    DemoHosts.SFB_FILE,
                    "6.0.9319.516");
        if (host.files.containsKey(DemoHosts.LYNC_FILE))
            product(
                    packages,
                    "LyncServerUpdateInstaller-5.0.8308.1068.exe",
                    "Lync Server 2013",
                    DemoHosts.LYNC_FILE,
                    "5.0.8308.1068");
    }

    private static void product(ObjectNode packages, String file, String product, String path, String build) {
        ObjectNode node = packages.putObject(FOLDER + file).put("product", product);
        node.put("sha256", sha256(file))
                .put("exitCode", 3010)
                .put("seconds", 1)
                .putObject("files")
                .put(path, build);
    }

    /** The simulated packages have no bytes; their hash is that of their name. */
    static String sha256(String file) {
        try {
            byte[] hash = MessageDigest.getInstance("SHA-256").digest(file.getBytes(StandardCharsets.UTF_8));
            return HexFormat.of().formatHex(hash);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java runtime has SHA-256", e);
        }
    }
}
