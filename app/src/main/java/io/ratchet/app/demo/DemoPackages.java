package io.ratchet.app.demo;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.ratchet.domain.Sha256;
import java.util.stream.Collectors;

/**
 * The packages that somebody staged on the demo's hosts beforehand; {@code packages.yaml} names the same paths and
 * hashes.
 */
final class DemoPackages {
    static final String FOLDER = "C:\\ratchet\\packages\\";
    private static final String SFB = "Skype for Business Server 2015";
    private static final String SFB_BUILD = "6.0.9319.516";
    private static final String SFB_FILE = "SkypeServerUpdateInstaller-6.0.9319.516.exe";
    /** CU9, which the front ends get once the vendor has released it. */
    private static final String SFB_LATER_BUILD = "6.0.9319.548";

    private static final String SFB_LATER_FILE = "SkypeServerUpdateInstaller-6.0.9319.548.exe";
    private static final String LYNC = "Lync Server 2013";
    private static final String LYNC_BUILD = "5.0.8308.1068";
    private static final String LYNC_FILE = "LyncServerUpdateInstaller-5.0.8308.1068.exe";

    private DemoPackages() {}

    static void onHost(DemoHost host, ObjectNode state) {
        ObjectNode installable = state.putObject("installable");
        ObjectNode packages = state.putObject("packages");
        DemoWindows windows = host.windows;
        if (windows == null) return;
        if (windows.needsWinHttpUpdate()) {
            String file = updateFile(windows);
            ObjectNode update = installable.putObject(FOLDER + file);
            update.put("kb", "KB3140245")
                    .put("sha256", sha256(file))
                    .put("exitCode", 3010)
                    .put("seconds", 1);
            ObjectNode files = update.putObject("files");
            windows.winHttpFiles().forEach(path -> files.put(path, windows.newWinHttp()));
        }
        if (host.files.containsKey(DemoHosts.SFB_FILE)) {
            product(packages, SFB_FILE, SFB, DemoHosts.SFB_FILE, SFB_BUILD);
            product(packages, SFB_LATER_FILE, SFB, DemoHosts.SFB_FILE, SFB_LATER_BUILD);
        }
        if (host.files.containsKey(DemoHosts.LYNC_FILE))
            product(packages, LYNC_FILE, LYNC, DemoHosts.LYNC_FILE, LYNC_BUILD);
    }

    /** The depot file: where each package lies, what its hash is, and what shows that it is there. */
    static String depot() {
        StringBuilder yaml = new StringBuilder("updates:\n");
        for (DemoWindows windows : DemoWindows.values()) {
            if (!windows.needsWinHttpUpdate()) continue;
            String line = String.format(
                    "  - {kb: KB3140245, os: '%s', architecture: %s, path: '%s', sha256: %s, floors: {",
                    windows.version, windows.architecture, FOLDER + updateFile(windows), sha256(updateFile(windows)));
            String floors = windows.winHttpFiles().stream()
                    .map(path -> "'" + path + "': '" + windows.newWinHttp() + "'")
                    .collect(Collectors.joining(", "));
            if (!yaml.toString().contains(line))
                yaml.append(line).append(floors).append("}}\n");
        }
        yaml.append("products:\n");
        product(yaml, SFB, SFB_BUILD, SFB_FILE, DemoHosts.SFB_FILE);
        product(yaml, SFB, SFB_LATER_BUILD, SFB_LATER_FILE, DemoHosts.SFB_FILE);
        product(yaml, LYNC, LYNC_BUILD, LYNC_FILE, DemoHosts.LYNC_FILE);
        return yaml.toString();
    }

    private static void product(StringBuilder yaml, String product, String build, String file, String versionPath) {
        yaml.append(String.format(
                "  - {product: '%s', build: %s, path: '%s', sha256: %s, arguments: silentmode, versionPath: '%s'}%n",
                product, build, FOLDER + file, sha256(file), versionPath));
    }

    private static String updateFile(DemoWindows windows) {
        return "kb3140245-" + windows.version + "-" + windows.architecture + ".msu";
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
        return Sha256.hex(file);
    }
}
