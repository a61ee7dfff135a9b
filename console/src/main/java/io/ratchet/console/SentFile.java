package io.ratchet.console;

import jakarta.servlet.http.HttpServletRequest;
import java.io.IOException;
import java.io.InputStream;
import java.util.Objects;
import org.apache.tomcat.util.http.fileupload.FileItemIterator;
import org.apache.tomcat.util.http.fileupload.FileItemStream;
import org.apache.tomcat.util.http.fileupload.FileUpload;
import org.apache.tomcat.util.http.fileupload.FileUploadException;
import org.apache.tomcat.util.http.fileupload.InvalidFileNameException;
import org.apache.tomcat.util.http.fileupload.MultipartStream.MalformedStreamException;
import org.apache.tomcat.util.http.fileupload.UploadContext;

/**
 * The first file of a form, read while it comes: Servlet's own parts would be read from what the door has already
 * gathered, and be written to a folder.
 *
 * @param name as the sender calls it; only ever shown
 */
record SentFile(String name, InputStream content) {
    /**
     * @param what the file is, for whoever sent none
     * @throws IllegalArgumentException when it is no form with a file
     */
    static SentFile of(HttpServletRequest request, String what) throws IOException {
        try {
            if (!String.valueOf(request.getContentType()).startsWith("multipart/form-data")) throw none(what);
            FileItemIterator items = new FileUpload().getItemIterator(context(request));
            while (items.hasNext()) {
                FileItemStream item = items.next();
                if (!item.isFormField()
                        && item.getName() != null
                        && !item.getName().isBlank()) return new SentFile(item.getName(), item.openStream());
            }
        } catch (FileUploadException | InvalidFileNameException | MalformedStreamException e) {
            throw new IllegalArgumentException("The form that was sent cannot be read; send it again.", e);
        }
        throw none(what);
    }

    private static IllegalArgumentException none(String what) {
        return new IllegalArgumentException("Choose a file first: " + what + ".");
    }

    private static UploadContext context(HttpServletRequest request) {
        return new UploadContext() {
            @Override
            public String getCharacterEncoding() {
                return "UTF-8";
            }

            @Override
            public String getContentType() {
                return Objects.requireNonNullElse(request.getContentType(), "");
            }

            @Override
            public long contentLength() {
                return request.getContentLengthLong();
            }

            @Override
            public InputStream getInputStream() throws IOException {
                return request.getInputStream();
            }
        };
    }
}
