package io.ratchet.routes.intake;

import com.ctc.wstx.api.WstxInputProperties;
import com.ctc.wstx.exc.WstxEOFException;
import com.ctc.wstx.exc.WstxIOException;
import com.ctc.wstx.exc.WstxLazyException;
import com.ctc.wstx.stax.WstxInputFactory;
import io.ratchet.domain.failure.FailureCode;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
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

    private final XMLStreamReader2 in;

    private Xml(XMLStreamReader2 in) {
        this.in = in;
    }

    /** The document cannot be read on from here: it breaks off, is not well-formed, or holds what is never honoured. */
    static final class Broken extends Exception {
        private static final long serialVersionUID = 1;

        private final FailureCode code;
        private final String what;

        Broken(FailureCode code, String what, @Nullable Throwable cause) {
            super(what, cause);
            this.code = code;
            this.what = what;
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
     * it.
     */
    enum DocumentType {
        NONE,
        PLAIN
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

    /** Stands on the root element then. */
    static Xml open(InputStream in, DocumentType allowed) throws Broken, IOException {
        try {
            Xml xml = new Xml((XMLStreamReader2) FACTORY.createXMLStreamReader(in));
            for (int event = xml.next(); event != XMLStreamConstants.START_ELEMENT; event = xml.next())
                if (event == XMLStreamConstants.DTD) xml.pass(allowed);
            return xml;
        } catch (XMLStreamException e) {
            throw broken(e, 1);
        }
    }

    private void pass(DocumentType allowed) throws XMLStreamException, Broken {
        DTDInfo type = in.getDTDInfo();
        boolean plain = type.getDTDSystemId() == null
                && type.getDTDPublicId() == null
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
            if (event == XMLStreamConstants.END_ELEMENT) return null;
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

    /** The text up to the end of the present element; other elements in it are passed over. */
    String text() throws Broken, IOException {
        StringBuilder text = new StringBuilder();
        int depth = 1;
        while (depth > 0) {
            int event = next();
            if (event == XMLStreamConstants.START_ELEMENT) depth++;
            else if (event == XMLStreamConstants.END_ELEMENT) depth--;
            else if (event == XMLStreamConstants.CHARACTERS || event == XMLStreamConstants.CDATA) append(text);
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
        }
    }

    /** Reads on behind the root element: nothing but remarks may follow it. */
    void end() throws Broken, IOException {
        while (next() != XMLStreamConstants.END_DOCUMENT) {
            // Remarks and processing instructions say nothing.
        }
    }

    private int next() throws Broken, IOException {
        try {
            return in.next();
        } catch (WstxLazyException e) {
            throw lazy(e);
        } catch (XMLStreamException e) {
            throw broken(e, line());
        }
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
