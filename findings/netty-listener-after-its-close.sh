#!/usr/bin/env bash
# netty-transport 4.2.19.Final (Maven) on JDK 17 or 25: a listener that says that it is closed.
#
# A good guess: once the future of a listener's close() is done, its port is free and whoever comes is refused. The JDK
# ends a socket that is registered with a selector only at the selector's next pass, and Netty calls the future done
# before that: until its event loop comes round, a client is let in, and nobody else can listen on the port.
set -euo pipefail
folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT
cd "$folder"

cat >pom.xml <<'END'
<project>
  <modelVersion>4.0.0</modelVersion>
  <groupId>finding</groupId><artifactId>finding</artifactId><version>1</version><packaging>pom</packaging>
  <dependencies>
    <dependency><groupId>io.netty</groupId><artifactId>netty-transport</artifactId><version>4.2.19.Final</version></dependency>
  </dependencies>
</project>
END
mvn -B -ntp -q org.apache.maven.plugins:maven-dependency-plugin:3.9.0:copy-dependencies -DoutputDirectory=lib >maven.log

cat >Look.java <<'END'
import io.netty.bootstrap.ServerBootstrap;
import io.netty.channel.Channel;
import io.netty.channel.ChannelFuture;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.channel.MultiThreadIoEventLoopGroup;
import io.netty.channel.nio.NioIoHandler;
import io.netty.channel.socket.nio.NioServerSocketChannel;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;

class Look {
    static final InetAddress HERE = InetAddress.getLoopbackAddress();

    public static void main(String[] none) throws Exception {
        var group = new MultiThreadIoEventLoopGroup(1, NioIoHandler.newFactory());
        Channel listener = new ServerBootstrap()
                .group(group)
                .channel(NioServerSocketChannel.class)
                .childHandler(new ChannelInboundHandlerAdapter())
                .bind(new InetSocketAddress(HERE, 0)).sync().channel();
        int port = ((InetSocketAddress) listener.localAddress()).getPort();
        listener.eventLoop().submit(() -> {
            ChannelFuture close = listener.close();
            System.out.println("closed: " + close.isDone() + ", open: " + listener.isOpen());
            System.out.println("a client: " + client(port));
            System.out.println("another listener: " + other(port));
        }).get();
        listener.eventLoop().submit(() -> {}).get(); // the loop has come round
        Thread.sleep(500);
        System.out.println("a client, after the loop's next pass: " + client(port));
        System.out.println("another listener, after the loop's next pass: " + other(port));
        group.shutdownGracefully().get();
    }

    static String client(int port) {
        try (var socket = new Socket(HERE, port)) {
            return "let in";
        } catch (IOException e) {
            return "refused";
        }
    }

    static String other(int port) {
        try (var socket = new ServerSocket()) {
            socket.setReuseAddress(true);
            socket.bind(new InetSocketAddress(HERE, port));
            return "listens";
        } catch (IOException e) {
            return "refused";
        }
    }
}
END

cat >expected <<'END'
closed: true, open: false
a client: let in
another listener: refused
a client, after the loop's next pass: refused
another listener, after the loop's next pass: listens
END

java -cp 'lib/*' Look.java 2>log | tee seen
if ! diff expected seen; then
    echo 'This has changed.'
    exit 1
fi
echo 'As stated.'
