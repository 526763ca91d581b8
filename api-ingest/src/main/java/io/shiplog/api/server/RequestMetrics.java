package io.shiplog.api.server;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import io.shiplog.api.request.ApiRequest;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/**
 * How many requests of which verb on which resource got which code, and how long they took (a watch: until its
 * start).
 */
final class RequestMetrics {

    private record Series(String verb, String resource, int code) {}

    private final MeterRegistry registry;
    private final Map<Series, Timer> timers = new ConcurrentHashMap<>();

    RequestMetrics(MeterRegistry registry) {
        this.registry = registry;
    }

    void answered(@Nullable ApiRequest request, int code, long startNanos) {
        Series series = request instanceof ApiRequest.Resource resource
                ? new Series(resource.verb().text(), resource.resource(), code)
                : new Series("document", "", code);
        timers.computeIfAbsent(series, this::timer).record(System.nanoTime() - startNanos, TimeUnit.NANOSECONDS);
    }

    private Timer timer(Series series) {
        return Timer.builder("shiplog.api.requests")
                .description("from a request's head to its answer")
                .tag("verb", series.verb)
                .tag("resource", series.resource)
                .tag("code", Integer.toString(series.code))
                .publishPercentileHistogram()
                .register(registry);
    }
}
