package io.ratchet.connectors.pull;

import io.ratchet.connectors.pull.PullWeb.Ask;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;

/** Files for pages; one on which nothing stands is none. */
final class Pages {
    private Pages() {}

    /** What is kept once the page is taken in, by what stood around its list. */
    @FunctionalInterface
    interface Then {
        Map<String, String> kept(JsonPage page) throws PullFault;
    }

    static PullStep json(String name, Path folder, PullWeb web, Ask ask, List<String> list, Then then)
            throws PullFault {
        return file(name, folder, file -> {
            JsonPage page = web.exchange(ask, body -> JsonPage.read(body, file, list));
            return new Filled(page.objects(), then.kept(page));
        });
    }

    record Filled(long records, Map<String, String> kept) {}

    @FunctionalInterface
    interface Filling {
        Filled fill(Path file) throws IOException, PullFault;
    }

    static PullStep file(String name, Path folder, Filling filling) throws PullFault {
        Path file = null;
        boolean handedOn = false;
        try {
            file = Files.createTempFile(folder, "pull-", ".part");
            Filled filled = filling.fill(file);
            handedOn = filled.records() > 0;
            return handedOn
                    ? new PullStep.Page(name, file, filled.kept())
                    : new PullStep.Later(Duration.ZERO, filled.kept());
        } catch (IOException e) {
            throw PullFault.retry("The page cannot be kept: " + e.getMessage(), null, e);
        } finally {
            if (file != null && !handedOn) delete(file);
        }
    }

    private static void delete(Path file) {
        try {
            Files.deleteIfExists(file);
        } catch (IOException e) {
            file.toFile().deleteOnExit();
        }
    }
}
