package io.ratchet.connectors.powershell;

import io.ratchet.connectors.HostAddress;
import io.ratchet.connectors.HostShell;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.ObjectHelper;
import org.jspecify.annotations.Nullable;

/** Run phase scripts on Windows hosts over WinRM. The body is a PhaseScript; the answer is a HostOutput. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "powershell",
        title = "PowerShell",
        syntax = "powershell:host",
        producerOnly = true,
        category = {Category.CLOUD},
        headersClass = PowerShellConstants.class)
public class PowerShellEndpoint extends DefaultEndpoint {
    /** The host part that stands for "the one in the header". */
    static final String ANY = "*";

    @UriPath(description = "The host to run on, or * for the one in the header RatchetHost")
    @Metadata(required = true)
    private String host = ANY;

    @UriParam(
            label = "security",
            description =
                    "The reference of the account for a named host, such as file:winrm-hq; never the secret itself")
    private @Nullable String credential;

    @UriParam(defaultValue = "true", label = "security", description = "Whether a named host is reached by HTTPS")
    private boolean https = true;

    @UriParam(description = "The WinRM port of a named host; 5986 by HTTPS and 5985 by HTTP when not said")
    private int port;

    @UriParam(label = "advanced", description = "Runs the scripts instead of the component's shell")
    private @Nullable HostShell hostShell;

    /** For Camel. */
    public PowerShellEndpoint(String uri, PowerShellComponent component) {
        super(uri, component);
    }

    @Override
    protected void doInit() throws Exception {
        super.doInit();
        ObjectHelper.notNull(hostShell, "hostShell (put one HostShell into the registry)", this);
        if (!anyHost()) address();
    }

    @Override
    public Producer createProducer() {
        return new PowerShellProducer(this);
    }

    @Override
    public Consumer createConsumer(Processor processor) {
        throw new UnsupportedOperationException("powershell: endpoints run scripts; nothing can be consumed from them");
    }

    boolean anyHost() {
        return host.equals(ANY);
    }

    /** The address of a named host. */
    HostAddress address() {
        int effective = port > 0 ? port : https ? 5986 : 5985;
        return new HostAddress(host, effective, https, credential == null ? "" : credential);
    }

    public String getHost() {
        return host;
    }

    public void setHost(String host) {
        this.host = host;
    }

    public @Nullable String getCredential() {
        return credential;
    }

    public void setCredential(@Nullable String credential) {
        this.credential = credential;
    }

    public boolean isHttps() {
        return https;
    }

    public void setHttps(boolean https) {
        this.https = https;
    }

    public int getPort() {
        return port;
    }

    public void setPort(int port) {
        this.port = port;
    }

    public @Nullable HostShell getHostShell() {
        return hostShell;
    }

    public void setHostShell(@Nullable HostShell hostShell) {
        this.hostShell = hostShell;
    }
}
