package io.ratchet.routes.intake;

import io.ratchet.domain.finding.Method;
import io.ratchet.wire.YamlNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;

/**
 * A format that intake reads, known by how a file begins, never by its name. What is told of those that Ratchet ships,
 * and how their tables are read, is looked up when it is first asked for: most starts ask for none of it.
 */
public final class Format {
    private static final String READERS = "readers.yaml";
    private static final String MAPPINGS = "mappings.txt";

    private static final List<Format> ALL = build();

    private final String wire;
    private final Supplier<FormatReader> reader;
    private final Supplier<FormatPage> page;

    private Format(String wire, Supplier<FormatReader> reader, Supplier<FormatPage> page) {
        this.wire = wire;
        this.reader = reader;
        this.page = page;
    }

    static Format of(Mapping mapping) {
        FormatReader reader = new MappedReader(mapping);
        return new Format(mapping.format(), () -> reader, mapping::page);
    }

    /** All that Ratchet ships, in the order in which they are tried. */
    static List<Format> all() {
        return ALL;
    }

    /** The name in reports and on the command line. */
    public String wire() {
        return wire;
    }

    FormatReader reader() {
        return reader.get();
    }

    FormatPage page() {
        return page.get();
    }

    public static Optional<Format> of(String wire) {
        return ALL.stream().filter(format -> format.wire.equals(wire)).findFirst();
    }

    /**
     * What the script of {@code ratchet collect} answered to Ratchet itself, live.
     *
     * @param address at which the host was reached
     */
    public static Format collected(@Nullable String address) {
        Format shipped = of("ratchet-collect").orElseThrow();
        FormatReader reader = new CollectReader(Method.REGISTRY, address);
        return new Format(shipped.wire, () -> reader, shipped.page);
    }

    static Format findings() {
        return of("findings").orElseThrow();
    }

    /** Known by the first bytes of a file; empty when by none. */
    static Optional<Format> sniff(byte[] head) {
        return Formats.shipped().of(head);
    }

    /** Readers of one format each come before the tables, which are known by less. */
    private static List<Format> build() {
        List<Format> all = new ArrayList<>();
        Supplier<Map<String, YamlNode>> pages =
                new Once<>(() -> YamlNode.parse(READERS, resource(READERS)).entries());
        readers()
                .forEach((wire, reader) ->
                        all.add(new Format(wire, () -> reader, new Once<>(() -> page(wire, pages.get())))));
        resource(MAPPINGS).lines().filter(line -> !line.isBlank()).forEach(file -> all.add(mapped(file)));
        return List.copyOf(all);
    }

    private static FormatPage page(String wire, Map<String, YamlNode> pages) {
        YamlNode page = Objects.requireNonNull(pages.get(wire), wire + " has no page in " + READERS);
        return FormatPage.read(page.entries(), page);
    }

    /** @param file of a mapping that is shipped, named after its format */
    private static Format mapped(String file) {
        Supplier<Mapping> mapping = new Once<>(() -> Mapping.read(file, resource("mappings/" + file)));
        return new Format(
                file.substring(0, file.lastIndexOf('.')),
                new Once<>(() -> new MappedReader(mapping.get())),
                () -> mapping.get().page());
    }

    private static Map<String, FormatReader> readers() {
        Map<String, FormatReader> readers = new LinkedHashMap<>();
        readers.put("nessus", new NessusReader());
        readers.put("nmap", new NmapReader());
        readers.put("configmgr", new ConfigMgrReader());
        readers.put("winlogbeat", new EventReader(EventShape.WINLOGBEAT));
        readers.put("findings", new FindingsReader());
        readers.put("sslscan", new SslscanReader());
        readers.put("testssl", new TestsslReader());
        readers.put("sslyze", new SslyzeReader());
        readers.put("ssl-labs", new SslLabsReader());
        readers.put("qualys-xml", new QualysXmlReader());
        readers.put("nexpose-xml", new NexposeXmlReader());
        readers.put("greenbone-xml", new GreenboneXmlReader());
        readers.put("ratchet-collect", CollectReader.ofFiles());
        readers.put("reg-export", new RegReader());
        readers.put("osquery", new OsqueryReader());
        readers.put("ad-ldif", new LdifReader());
        readers.put("windows-events", new WindowsEventReader());
        readers.put("clixml", new ClixmlReader());
        readers.put("cef-leef", new CefReader());
        readers.put("iis-w3c", new W3cReader());
        readers.put("exchange-smtp", new ExchangeSmtpReader());
        readers.put("zeek-ssl", new ZeekReader());
        readers.put("suricata-eve", new SuricataReader());
        readers.put("nxlog", new EventReader(EventShape.NXLOG));
        readers.put("wazuh", new EventReader(EventShape.WAZUH));
        readers.put("velociraptor", new EventReader(EventShape.VELOCIRAPTOR));
        readers.put("sentinel", new EventReader(EventShape.SENTINEL));
        readers.put("get-winevent-json", new EventReader(EventShape.POWERSHELL));
        readers.put("splunk", new SplunkReader());
        return readers;
    }

    private static String resource(String name) {
        try (InputStream in = Objects.requireNonNull(Format.class.getResourceAsStream(name), name)) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException("a resource of Ratchet's own cannot be read: " + name, e);
        }
    }
}
