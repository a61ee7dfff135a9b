package io.ratchet.console;

import io.ratchet.wire.Visible;
import jakarta.servlet.FilterChain;
import jakarta.servlet.ServletException;
import jakarta.servlet.http.HttpFilter;
import jakarta.servlet.http.HttpServletRequest;
import jakarta.servlet.http.HttpServletResponse;
import jakarta.servlet.http.HttpServletResponseWrapper;
import java.io.FilterWriter;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.Writer;

/** Shows on every page what cannot be seen but changes what is, as {@link Visible} does. */
final class Marks extends HttpFilter {
    private static final long serialVersionUID = 1L;

    @Override
    protected void doFilter(HttpServletRequest request, HttpServletResponse response, FilterChain chain)
            throws IOException, ServletException {
        if (Refusals.forPrograms(request)) chain.doFilter(request, response); // JSON has escapes of its own
        else chain.doFilter(request, new Marking(response));
    }

    private static final class Marking extends HttpServletResponseWrapper {
        Marking(HttpServletResponse response) {
            super(response);
        }

        @Override
        public PrintWriter getWriter() throws IOException {
            return new PrintWriter(new MarkingWriter(super.getWriter()));
        }
    }

    /** Half of a pair waits for its other half. */
    private static final class MarkingWriter extends FilterWriter {
        private char waiting;

        MarkingWriter(Writer out) {
            super(out);
        }

        @Override
        public void write(int c) throws IOException {
            write(new char[] {(char) c}, 0, 1);
        }

        @Override
        public void write(String text, int from, int length) throws IOException {
            write(text.substring(from, from + length).toCharArray(), 0, length);
        }

        @Override
        public void write(char[] text, int from, int length) throws IOException {
            if (length == 0) return;
            String all = (waiting == 0 ? "" : String.valueOf(waiting)) + new String(text, from, length);
            char last = all.charAt(all.length() - 1);
            waiting = Character.isHighSurrogate(last) ? last : 0;
            out.write(Visible.text(waiting == 0 ? all : all.substring(0, all.length() - 1)));
        }

        @Override
        public void flush() throws IOException {
            out.flush();
        }

        @Override
        public void close() throws IOException {
            if (waiting != 0) out.write(Visible.mark(waiting));
            waiting = 0;
            out.close();
        }
    }
}
