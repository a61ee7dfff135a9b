package io.ratchet.console;

import io.ratchet.domain.Sha256;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.Map;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.GZIPOutputStream;
import org.springframework.stereotype.Controller;
import org.springframework.web.bind.annotation.GetMapping;
import org.webjars.WebJarVersionLocator;

/**
 * Style and script of the pages: Bootstrap and htmx from their webjars, and ours. Their addresses carry the hash of
 * what they hold, so a browser keeps them for good and asks for them again when they change.
 */
@Controller
final class StaticFiles {
    private static final String BOOTSTRAP_DARK = "[data-bs-theme=dark]";
    private static final Pattern DARK_RULE = Pattern.compile("\\[data-bs-theme=dark\\]([^{}]*)\\{([^{}]*)\\}");
    private static final String YEAR = "max-age=31536000, immutable";

    /** A file as it is sent. */
    private record Sent(String type, byte[] plain, byte[] packed) {
        static Sent of(String type, String text) {
            byte[] plain = text.getBytes(StandardCharsets.UTF_8);
            return new Sent(type, plain, pack(plain));
        }
    }

    private final Map<String, Sent> files;
    private final String version;

    StaticFiles() {
        String style = dark(webjar("bootstrap", "css/bootstrap.min.css")) + own("console.css");
        String script = webjar("htmx.org", "dist/htmx.min.js") + "\n" + own("console.js");
        files = Map.of(
                "/console.css", Sent.of("text/css;charset=UTF-8", style),
                "/console.js", Sent.of("text/javascript;charset=UTF-8", script));
        version = Sha256.hex(style + script).substring(0, 12);
    }

    /** Changes with every change of a file. */
    String version() {
        return version;
    }

    @GetMapping({"/console.css", "/console.js"})
    void file(HttpServletRequest request, HttpServletResponse response) throws IOException {
        Sent sent = Objects.requireNonNull(files.get(request.getServletPath()), "a file that is mapped");
        String etag = "\"" + version + "\"";
        response.setHeader("Cache-Control", version.equals(request.getParameter("v")) ? YEAR : "no-cache");
        response.setHeader("ETag", etag);
        response.setHeader("Vary", "Accept-Encoding");
        if (etag.equals(request.getHeader("If-None-Match"))) {
            response.setStatus(HttpServletResponse.SC_NOT_MODIFIED);
            return;
        }
        String accepted = request.getHeader("Accept-Encoding");
        boolean packed = accepted != null
                && Arrays.stream(accepted.split(","))
                        .anyMatch(one -> one.strip().equals("gzip"));
        if (packed) response.setHeader("Content-Encoding", "gzip");
        response.setContentType(sent.type());
        byte[] body = packed ? sent.packed() : sent.plain();
        response.setContentLength(body.length);
        response.getOutputStream().write(body);
    }

    /**
     * Bootstrap's dark colours under the setting of the system, where they need no script, instead of an attribute of
     * the page.
     */
    static String dark(String bootstrap) {
        StringBuilder dark = new StringBuilder();
        Matcher rules = DARK_RULE.matcher(bootstrap);
        while (rules.find())
            dark.append(":root")
                    .append(rules.group(1))
                    .append('{')
                    .append(rules.group(2))
                    .append('}');
        if (!dark.toString().contains("--bs-body-bg:"))
            throw new IllegalStateException("this Bootstrap has no dark colours under " + BOOTSTRAP_DARK);
        String map = "/*# sourceMappingURL=bootstrap.min.css.map */";
        return bootstrap.replace(map, "") + "\n@media (prefers-color-scheme:dark){" + dark + "}\n";
    }

    private static String webjar(String name, String file) {
        String path = new WebJarVersionLocator().fullPath(name, file);
        if (path == null) throw new IllegalStateException("the webjar of " + name + " does not hold " + file);
        return read("/" + path);
    }

    private static String own(String file) {
        return read("/console/" + file);
    }

    private static String read(String resource) {
        try (InputStream in = StaticFiles.class.getResourceAsStream(resource)) {
            if (in == null) throw new IllegalStateException("the program was put together without " + resource);
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] pack(byte[] plain) {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(plain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return packed.toByteArray();
    }
}
