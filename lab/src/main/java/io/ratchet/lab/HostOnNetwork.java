package io.ratchet.lab;

import io.netty.channel.Channel;
import io.netty.channel.ChannelException;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.ChannelOption;
import io.netty.channel.ChannelPipeline;
import io.netty.channel.group.ChannelGroup;
import io.netty.channel.group.DefaultChannelGroup;
import io.netty.handler.codec.http.HttpObjectAggregator;
import io.netty.handler.codec.http.HttpServerCodec;
import io.netty.handler.ssl.SslHandler;
import io.netty.handler.timeout.ReadTimeoutHandler;
import io.netty.util.ReferenceCountUtil;
import io.netty.util.concurrent.GlobalEventExecutor;
import io.ratchet.domain.finding.Protocol;
import io.ratchet.lab.tls.ServerTls;
import io.ratchet.lab.tls.SslTwoHello;
import io.ratchet.lab.tls.TlsGreeting;
import io.ratchet.lab.wsman.WsmanChannel;
import io.ratchet.lab.wsman.WsmanHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.BindException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.StandardSocketOptions;
import java.nio.channels.SocketChannel;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.locks.LockSupport;
import java.util.function.Consumer;

/** A host's listeners and connections. Goes down as a machine does: what is open is reset, what comes is refused. */
final class HostOnNetwork {
    private static final int LARGEST_REQUEST = 4 << 20;
    /** Above the longest that a request may be kept waiting. */
    private static final int LONGEST_SILENCE_SECONDS = 180;

    private static final int PRIVILEGED = 1024;
    private static final int UNPRIVILEGED_OFFSET = 8000;
    private static final int REBIND_ATTEMPTS = 1000;
    private static final int REBIND_MILLIS = 5;

    private final SimulatedHost host;
    private final WsmanHost wsman;
    private final InetAddress address;
    private final FleetSettings settings;
    private final Network network;
    private final ServerTls tls;
    private final ChannelGroup connections = new DefaultChannelGroup(GlobalEventExecutor.INSTANCE);
    private final List<Channel> listeners = new ArrayList<>();
    /** The port that is really listened on, by the one that was asked for; kept over restarts. */
    private final Map<Integer, Integer> bound = new HashMap<>();
    /** The ports of a host that is down: bound, so that nobody else takes them, and not listened on. */
    private final List<SocketChannel> held = new ArrayList<>();
    /** Off from the moment the machine goes down, so that no connection slips through that was on its way. */
    private volatile boolean up;

    HostOnNetwork(SimulatedHost host, WsmanHost wsman, InetAddress address, FleetSettings settings, Network network) {
        this.host = host;
        this.wsman = wsman;
        this.address = address;
        this.settings = settings;
        this.network = network;
        tls = new ServerTls(
                host.state().fqdn(),
                address,
                settings.admission().certificates().isPresent());
    }

    SimulatedHost host() {
        return host;
    }

    WsmanHost wsman() {
        return wsman;
    }

    InetAddress address() {
        return address;
    }

    /** The port behind which the service of the port {@code asked} is found. */
    synchronized int port(int asked) {
        Integer port = bound.get(asked);
        if (port == null)
            throw new IllegalArgumentException("host " + host.name() + " does not listen on port " + asked);
        return port;
    }

    /** Begins to listen, with what its last boot computed; one that is down keeps its ports and answers nobody. */
    synchronized void comeUp() {
        letGo();
        Ports ports = settings.ports();
        if (host.machine().faults().down()) {
            asked(ports).forEach(this::hold);
            return;
        }
        up = true;
        listen(ports.wsman(), this::plainWsman);
        if (ports.https() > 0) listen(ports.https(), this::secureWsman);
        for (int port : ports.tls()) listen(port, this::greeting);
    }

    private static List<Integer> asked(Ports ports) {
        var asked = new ArrayList<>(ports.tls());
        asked.add(ports.wsman());
        if (ports.https() > 0) asked.add(ports.https());
        return asked;
    }

    /** Refuses whoever comes, and is still the only one who may listen on its ports. */
    synchronized void goDown() {
        leave();
        List.copyOf(bound.keySet()).forEach(this::hold);
    }

    /** Ends for good. */
    synchronized void leave() {
        up = false;
        letGo();
        listeners.forEach(listener -> listener.close().awaitUninterruptibly());
        listeners.clear();
        connections.forEach(HostOnNetwork::resetOnClose);
        connections.close().awaitUninterruptibly();
        wsman.goDown();
    }

    private static void resetOnClose(Channel connection) {
        try {
            connection.config().setOption(ChannelOption.SO_LINGER, 0);
        } catch (ChannelException gone) {
            // Its client closed it in this very moment: nothing is left to reset.
            connection.close();
        }
    }

    private void letGo() {
        try {
            for (SocketChannel port : held) port.close();
        } catch (IOException cause) {
            throw new UncheckedIOException("a port of the simulated host " + host.name() + " cannot be freed", cause);
        }
        held.clear();
    }

    private void hold(int asked) {
        take(asked, address -> {
            SocketChannel port = SocketChannel.open();
            held.add(port);
            port.setOption(StandardSocketOptions.SO_REUSEADDR, true).bind(address);
            return port.getLocalAddress();
        });
    }

    private void listen(int asked, Consumer<ChannelPipeline> each) {
        take(asked, address -> {
            Channel listener = network.listen(address, connections, onlyWhenUp(each));
            listeners.add(listener);
            return listener.localAddress();
        });
    }

    private interface Binding {
        SocketAddress bind(InetSocketAddress address) throws Exception;
    }

    private void take(int asked, Binding binding) {
        int port = bound.getOrDefault(asked, settings.ports().anyFree() ? 0 : asked);
        for (int attempt = 1; ; attempt++) {
            try {
                SocketAddress taken = binding.bind(new InetSocketAddress(address, port));
                bound.put(asked, ((InetSocketAddress) taken).getPort());
                return;
            } catch (BindException taken) {
                boolean forbidden = port > 0
                        && port < PRIVILEGED
                        && String.valueOf(taken.getMessage()).contains("ermission");
                if (forbidden) port += UNPRIVILEGED_OFFSET;
                else if (!bound.containsKey(asked) || attempt == REBIND_ATTEMPTS) throw cannotListen(port, taken);
                else pause();
            } catch (Exception cause) {
                throw cannotListen(port, cause);
            }
        }
    }

    private Consumer<ChannelPipeline> onlyWhenUp(Consumer<ChannelPipeline> each) {
        return pipeline -> {
            if (up) each.accept(pipeline);
            else pipeline.channel().close();
        };
    }

    private AddressTakenException cannotListen(int port, Exception cause) {
        return new AddressTakenException(
                "The simulated host " + host.name() + " cannot listen on " + address.getHostAddress() + ":" + port
                        + " (" + cause.getMessage() + ")",
                cause);
    }

    /** The system says nothing when a port is free again; asking a little later is all one can do. */
    private static void pause() {
        LockSupport.parkNanos(TimeUnit.MILLISECONDS.toNanos(REBIND_MILLIS));
    }

    private void plainWsman(ChannelPipeline pipeline) {
        http(pipeline).addLast(new WsmanChannel(wsman, settings.account(), settings.admission()));
    }

    private void secureWsman(ChannelPipeline pipeline) {
        var protocols = new ArrayList<>(host.machine().booted().server());
        if (!settings.followsSchannel() && !protocols.contains("TLSv1.2")) protocols.add("TLSv1.2");
        if (secure(pipeline, protocols)) plainWsman(pipeline);
    }

    private void greeting(ChannelPipeline pipeline) {
        if (secure(pipeline, host.machine().booted().server())) http(pipeline).addLast(new TlsGreeting(host.name()));
    }

    /** False when no protocol is left to speak: Schannel then hangs up without a word. */
    private boolean secure(ChannelPipeline pipeline, List<String> protocols) {
        Optional<SslHandler> handler = tls.handler(protocols);
        boolean two = protocols.contains(Protocol.SSL_2.wire());
        if (two) pipeline.addLast(new SslTwoHello());
        if (handler.isPresent()) {
            pipeline.addLast(handler.get());
            return true;
        }
        if (two) {
            pipeline.addLast(new NothingElse());
            return false;
        }
        pipeline.channel().config().setOption(ChannelOption.SO_LINGER, 0);
        pipeline.channel().close();
        return false;
    }

    /** Hangs up upon whatever is no SSL 2.0. */
    private static final class NothingElse extends ChannelInboundHandlerAdapter {
        @Override
        public void channelRead(ChannelHandlerContext context, Object something) {
            ReferenceCountUtil.release(something);
            resetOnClose(context.channel());
            context.close();
        }
    }

    private static ChannelPipeline http(ChannelPipeline pipeline) {
        return pipeline.addLast(
                new ReadTimeoutHandler(LONGEST_SILENCE_SECONDS),
                new HttpServerCodec(),
                new HttpObjectAggregator(LARGEST_REQUEST));
    }
}
