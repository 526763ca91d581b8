package io.shiplog.logs.topology;

import io.shiplog.schemas.internal.EndpointBeat;
import io.shiplog.schemas.internal.InternalServer;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** log-aggregator: keeps lines and samples of all containers, and answers those who ask for them. */
public final class LogsRole implements Role {

    private static final String NAME = "log-aggregator";

    private final ClusterContext context;
    private final LogsConfig config;
    private final List<Part> parts;
    private @Nullable InternalServer server;
    private @Nullable EndpointBeat beat;

    /** A log-aggregator that is not started yet. */
    public LogsRole(ClusterContext context, LogsConfig config) {
        this.context = context;
        this.config = config;
        this.parts = List.of(new LinesPart(context, config), new MetricsPart(context, config));
    }

    @Override
    public String name() {
        return NAME;
    }

    @Override
    public void start() {
        Map<String, InternalServer.Route> routes = new HashMap<>();
        parts.forEach(part -> routes.putAll(part.routes()));
        try {
            InternalServer opened =
                    InternalServer.start(context.internalToken(), config.address(), config.address(), routes);
            server = opened;
            beat = EndpointBeat.start(context, NAME, opened.endpoint());
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        parts.forEach(Part::start);
    }

    @Override
    public boolean ready() {
        return parts.stream().allMatch(Part::ready);
    }

    @Override
    public String failure() {
        return parts.stream()
                .map(Part::failure)
                .filter(text -> !text.isEmpty())
                .findFirst()
                .orElse("");
    }

    @Override
    public String exposition() {
        return parts.stream().map(Part::exposition).collect(Collectors.joining());
    }

    @Override
    public void close() {
        if (beat != null) {
            beat.close();
        }
        if (server != null) {
            server.close();
        }
        parts.forEach(Part::close);
    }
}
