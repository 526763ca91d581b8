package io.shiplog.api.server;

import io.netty.channel.Channel;
import io.netty.channel.ChannelHandlerContext;
import io.netty.channel.ChannelInboundHandlerAdapter;
import io.netty.handler.codec.http2.Http2ConnectionHandler;
import io.netty.handler.codec.http2.Http2Exception;
import io.netty.handler.codec.http2.Http2RemoteFlowController;
import io.vertx.core.http.HttpConnection;
import io.vertx.core.http.impl.HttpServerConnection;

/**
 * Lets go of answers that are held because their connection was full, whenever it is no longer. Netty tells streams so
 * when it notices that the connection's state has changed; over TLS that is told late, in a task of its own. When a
 * connection fills up while Netty goes through its streams and is written out before that task runs, nothing seems to
 * have changed, and those that were left out wait for ever (seen with Netty 4.2.17: a large answer, and some 30 others
 * beside it on one connection, of 64 kB together). So all streams are looked at once more, each time.
 */
final class HeldStreams extends ChannelInboundHandlerAdapter {

    private final Http2ConnectionHandler http2;

    private HeldStreams(Http2ConnectionHandler http2) {
        this.http2 = http2;
    }

    /** Watches over a new connection; one of HTTP/1 has no streams. */
    static void watch(HttpConnection connection) {
        if (connection instanceof HttpServerConnection server) {
            Channel channel = server.channelHandlerContext().channel();
            Http2ConnectionHandler http2 = channel.pipeline().get(Http2ConnectionHandler.class);
            if (http2 != null) {
                channel.pipeline().addLast(new HeldStreams(http2));
            }
        }
    }

    @Override
    public void channelWritabilityChanged(ChannelHandlerContext context) throws Http2Exception {
        if (context.channel().isWritable()) {
            Http2RemoteFlowController flow = http2.encoder().flowController();
            // The same size again changes no window, and is Netty's one way of looking at every stream.
            flow.initialWindowSize(flow.initialWindowSize());
        }
        context.fireChannelWritabilityChanged();
    }
}
