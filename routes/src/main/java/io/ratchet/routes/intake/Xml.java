package io.ratchet.routes.intake;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import io.ratchet.domain.failure.FailureCode;
import java.io.CharConversionException;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.regex.Pattern;
import javax.xml.stream.XMLInputFactory;
import javax.xml.stream.XMLStreamConstants;
import javax.xml.stream.XMLStreamException;
import org.codehaus.stax2.DTDInfo;
import org.codehaus.stax2.XMLStreamReader2;
import org.jspecify.annotations.Nullable;

/**
 * XML from outside, read element by element: no DTD is honoured, no entity resolved, and what a document may cost is
 * limited. Whoever is given a child must read it whole, by its own children, its text or {@link #skip()}.
 */
final class Xml {
    /** More than the largest plug-in output seen, by far. */
    static final int LONGEST_TEXT = 32 << 20;

    static final int LONGEST_ATTRIBUTE = 1 << 20;
    static final int MOST_ATTRIBUTES = 200;
    static final int DEEPEST = 100;

    private static final WstxInputFactory FACTORY = factory();
    /** For documents that follow each other, or have no root element around them. */
    private static final WstxInputFactory FRAGMENTS = fragments();

    /** The end of one document and what may stand before the root element of the next; declares nothing. */
    private static final Pattern BETWEEN =
            Pattern.compile("(?s)(?:</[^>]*+>)?+(?:[\\s\\uFEFF]++|<\\?.*?\\?>|<!--.*?-->|<!DOCTYPE\\s[^>\\[]*+>)*+");

    private final Remembered source;
    private final @Nullable String host;
    private final List<String> open = new ArrayList<>();
    private XMLStreamReader2 in;
    /** The elements around the hosts; null until the first is met. */
    private @Nullable List<String> aroundHosts;
    /** Where in the source the present parser's first character stands; what it was given before that is made up. */
    private long origin;
    /** Where the present parser met the last element. */
    private long lastElement;
    /** Where in the source the host stands with which reading went on last; -1 until then. */
    private long resumed = -1;

    private Xml(Remembered source, @Nullable String host, WstxInputFactory factory) throws XMLStreamException {
        this.source = source;
        this.host = host;
        this.in = (XMLStreamReader2) factory.createXMLStreamReader(source);
    }

    /** The document cannot be read on from here: it breaks off, is not well-formed, or holds what is never honoured. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        private final FailureCode code;
        private final String what;
        private final long at;

        Broken(FailureCode code, String what, @Nullable Throwable cause) {
            this(code, what, -1, cause);
        }

        Broken(FailureCode code, String what, long at, @Nullable Throwable cause) {
            super(what, cause);
            this.code = code;
            this.what = what;
            this.at = at;
        }

        FailureCode code() {
            return code;
        }

        /** What is wrong and near which line; the middle of a sentence. */
        String what() {
            return what;
        }
    }

    /**
     * A document type is honoured never; {@code PLAIN} passes over one that only names the root element, as nmap writes
     * it, {@code NAMED} also over one that names a file with it, which is not opened, as Qualys writes it.
     */
    enum DocumentType {
        NONE,
        PLAIN,
        NAMED
    }

    /**
     * Replacing references while no DTD is read makes every entity that XML does not define itself an error, in
     * attributes too.
     */
    private static WstxInputFactory factory() {
        WstxInputFactory factory = new WstxInputFactory();
        factory.setProperty(XMLInputFactory.SUPPORT_DTD, false);
        factory.setProperty(XMLInputFactory.IS_SUPPORTING_EXTERNAL_ENTITIES, false);
        factory.setProperty(XMLInputFactory.IS_REPLACING_ENTITY_REFERENCES, true);
        factory.setProperty(XMLInputFactory.IS_NAMESPACE_AWARE, false);
        factory.setProperty(WstxInputProperties.P_ALLOW_XML11_ESCAPED_CHARS_IN_XML10, true);
        factory.setProperty(WstxInputProperties.P_MAX_TEXT_LENGTH, LONGEST_TEXT);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTE_SIZE, LONGEST_ATTRIBUTE);
        factory.setProperty(WstxInputProperties.P_MAX_ATTRIBUTES_PER_ELEMENT, MOST_ATTRIBUTES);
        factory.setProperty(WstxInputProperties.P_MAX_ELEMENT_DEPTH, DEEPEST);
        return factory;
    }

    private static WstxInputFactory fragments() {
        WstxInputFactory factory = factory();
        factory.setProperty(WstxInputProperties.P_INPUT_PARSING_MODE, WstxInputProperties.PARSING_MODE_FRAGMENT);
        return factory;
    }

    /** Elements one after the other with none around them; stands before the first then. */
    static Xml fragments(Decoded in, String host) throws Broken, IOException {
        try {
            Xml xml = new Xml(new Remembered(in), host, FRAGMENTS);
            return xml;
        } catch (XMLStreamException e) {
            throw broken(e, 1);
        }
    }

    /** Stands on the root element then; where it breaks it ends. */
    static Xml open(Decoded in, DocumentType allowed) throws Broken, IOException {
        return open(in, allowed, null);
    }

    /**
     * Stands on the root element then.
     *
     * @param host the element at which reading may go on behind a break; null: it ends there
     */
    static Xml open(Decoded in, DocumentType allowed, @Nullable String host) throws Broken, IOException {
        try {
            Xml xml = new Xml(new Remembered(in), host, FACTORY);
            for (int event = xml.next(); event != XMLStreamConstants.START_ELEMENT; event = xml.next())
                if (event == XMLStreamConstants.DTD) xml.pass(allowed);
            return xml;
        } catch (XMLStreamException e) {
            throw broken(e, 1);
        }
    }

    /** Takes a host element, on which the document stands. */
    @FunctionalInterface
    interface Host {
        void read() throws Broken, IOException;
    }

    /** Takes an element beside the hosts. */
    @FunctionalInterface
    interface Others {
        void read(String element) throws Broken, IOException;
    }

    /** Is told that the host in hand was lost from a place on. */
    @FunctionalInterface
    interface Lost {
        /** @param bytes before the break, from the beginning of the report */
        void from(Broken why, long bytes);
    }

    /**
     * Reads each host among the children of the present element and passes over the others; behind a break it goes on
     * with the next host, if there is one.
     */
    void hosts(Host read, Lost lost) throws Broken, IOException {
        hosts(read, other -> skip(), lost);
    }

    /** The same, and hands each other child to {@code others}, which reads it whole. */
    void hosts(Host read, Others others, Lost lost) throws Broken, IOException {
        while (true)
            try {
                String element = child();
                if (element == null) return;
                if (element.equals(host)) {
                    if (aroundHosts == null) aroundHosts = List.copyOf(open.subList(0, open.size() - 1));
                    read.read();
                } else others.read(element);
            } catch (Broken e) {
                resume(e, lost);
            }
    }

    private void resume(Broken why, Lost lost) throws Broken, IOException {
        if (host == null || aroundHosts == null) throw why;
        boolean nested = why.at >= 0;
        long from =
                nested ? why.at : Math.max(origin, source(in.getLocationInfo().getStartingCharOffset()) + 1);
        source.seek(from);
        long bytes = source.bytesBefore(from);
        boolean found = source.findElement(host);
        // A section that is never closed runs to the end of the report: the next host stands within it.
        if (!found && !nested) {
            long behind = Math.max(source(lastElement), resumed) + 1;
            source.seek(behind);
            bytes = source.bytesBefore(behind);
            found = source.findElement(host);
        }
        if (!found) throw why;
        resumed = source.position();
        lost.from(why, bytes);
        StringBuilder around = new StringBuilder();
        for (String name : aroundHosts) around.append('<').append(name).append('>');
        origin = source.position() - around.length();
        open.clear();
        try {
            in = (XMLStreamReader2) (aroundHosts.isEmpty() ? FRAGMENTS : FACTORY)
                    .createXMLStreamReader(new Prefixed(around.toString(), source));
            for (int i = 0; i < aroundHosts.size(); i++) child();
        } catch (XMLStreamException e) {
            throw broken(e, 1);
        }
    }

    /** Where in the source a character of the present parser stands. */
    private long source(long character) {
        return origin + character;
    }

    private void pass(DocumentType allowed) throws XMLStreamException, Broken {
        DTDInfo type = in.getDTDInfo();
        boolean named = type.getDTDSystemId() != null || type.getDTDPublicId() != null;
        boolean plain = (!named || allowed == DocumentType.NAMED)
                && (type.getDTDInternalSubset() == null
                        || type.getDTDInternalSubset().isBlank());
        if (!plain || allowed == DocumentType.NONE)
            throw new Broken(FailureCode.INTAKE_FORBIDDEN, "carries a DTD, which is never honoured", null);
    }

    /** The name of the next element within the present one; null at its end. */
    @Nullable
    String child() throws Broken, IOException {
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) return in.getLocalName();
            if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) return null;
        }
    }

    String name() {
        return in.getLocalName();
    }

    /** Empty when it is not there. */
    String attribute(String name) {
        String value = in.getAttributeValue(null, name);
        return value == null ? "" : value;
    }

    Map<String, String> attributes() {
        Map<String, String> attributes = new LinkedHashMap<>();
        for (int i = 0; i < in.getAttributeCount(); i++)
            attributes.put(in.getAttributeLocalName(i), in.getAttributeValue(i));
        return attributes;
    }

    /** Adds the text of the present element up to its next child; false at its end. */
    boolean childOrText(StringBuilder text) throws Broken, IOException {
        while (true) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) return true;
            if (event == XMLStreamConstants.END_ELEMENT || event == XMLStreamConstants.END_DOCUMENT) return false;
            if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) append(text);
        }
    }

    /** The text up to the end of the present element; other elements in it are passed over. */
    String text() throws Broken, IOException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) depth++;
            else if (event == XMLStreamConstants.END_ELEMENT) depth--;
            else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) append(text);
            else if (event == XMLStreamConstants.END_DOCUMENT) break;
        }
        return text.toString();
    }

    private void append(StringBuilder text) throws Broken, IOException {
        try {
            text.append(in.getTextCharacters(), in.getTextStart(), in.getTextLength());
        } catch (WstxLazyException e) {
            throw lazy(e);
        }
        if (text.length() > LONGEST_TEXT)
            throw new Broken(FailureCode.INTAKE_TOO_LARGE, "holds a text over the limit near line " + line(), null);
    }

    /** Passes over the present element and all that is in it. */
    void skip() throws Broken, IOException {
        int depth = 1;
        while (depth > 0) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) depth++;
            else if (event == XMLStreamConstants.END_ELEMENT) depth--;
            else if (event == XMLStreamConstants.END_DOCUMENT) return;
        }
    }

    /** Reads on behind the root element: nothing but remarks may follow it. */
    void end() throws Broken, IOException {
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // Remarks and processing instructions say nothing.
        }
    }

    /**
     * Whether another document of the same root element follows the one that was read, as where reports were joined or
     * appended; stands on its root element then.
     */
    boolean another(String root) throws Broken, IOException {
        long end = source(in.getLocationInfo().getStartingCharOffset());
        // Of an element that is empty the end begins where it does: it must not be found once more.
        long last = Math.max(source(lastElement), resumed);
        try {
            end();
            return false;
        } catch (Broken e) {
            source.seek(end);
            if (!source.findElement(root)
                    || source.position() <= last
                    || !BETWEEN.matcher(source.between(end, source.position())).matches())
                throw new Broken(e.code(), "goes on behind its end with something else near line " + line(), e);
        }
        origin = source.position();
        lastElement = 0;
        open.clear();
        aroundHosts = null;
        resumed = -1;
        try {
            in = (XMLStreamReader2) FACTORY.createXMLStreamReader(source);
        } catch (XMLStreamException e) {
            throw broken(e, 1);
        }
        return child() != null;
    }

    private int next() throws Broken, IOException {
        try {
            if (in.getEventType() == XMLStreamConstants.END_DOCUMENT) return XMLStreamConstants.END_DOCUMENT;
            int event = in.next();
            if (event == XMLStreamConstants.START_ELEMENT) {
                lastElement = in.getLocationInfo().getStartingCharOffset();
                begun(in.getLocalName());
            } else if (event == XMLStreamConstants.END_ELEMENT && !open.isEmpty()) open.remove(open.size() - 1);
            return event;
        } catch (WstxLazyException e) {
            throw lazy(e);
        } catch (XMLStreamException e) {
            throw broken(e, line());
        }
    }

    /** A host within a host: the end of the one before is missing. */
    private void begun(String name) throws Broken {
        open.add(name);
        if (aroundHosts == null || !name.equals(host) || open.size() <= aroundHosts.size() + 1) return;
        throw new Broken(
                FailureCode.INTAKE_TRUNCATED,
                "has a host element within another near line " + line(),
                source(in.getLocationInfo().getStartingCharOffset()),
                null);
    }

    private int line() {
        return in.getLocation().getLineNumber();
    }

    private Broken lazy(WstxLazyException e) throws IOException {
        return e.getCause() instanceof XMLStreamException cause
                ? broken(cause, line())
                : new Broken(FailureCode.INTAKE_TRUNCATED, "is not well-formed near line " + line(), e);
    }

    /** Woodstox tells what went wrong by its messages alone. */
    private static Broken broken(XMLStreamException e, int line) throws IOException {
        String near = " near line "
                + (e.getLocation() == null ? line : e.getLocation().getLineNumber());
        String said = String.valueOf(e.getMessage());
        if (e instanceof WstxEOFException) return new Broken(FailureCode.INTAKE_TRUNCATED, "breaks off" + near, e);
        if (e instanceof WstxIOException) {
            if (e.getCause() instanceof CharConversionException)
                return new Broken(FailureCode.INTAKE_TRUNCATED, "holds bytes that are not of its encoding" + near, e);
            if (e.getCause() instanceof IOException io) throw io;
        }
        if (said.startsWith("Undeclared general entity"))
            return new Broken(FailureCode.INTAKE_FORBIDDEN, "refers to an entity, which is never resolved," + near, e);
        if (said.contains(" limit (")) return new Broken(FailureCode.INTAKE_TOO_LARGE, "is over a limit" + near, e);
        return new Broken(FailureCode.INTAKE_TRUNCATED, "is not well-formed" + near, e);
    }
}
