package io.shiplog.scheduler.kafka;

import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.Timer;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.Supplier;

/** The scheduler's metrics; written by the loop's thread, read by any. */
final class SchedulerMeters {

    final AtomicLong placed = new AtomicLong();
    final AtomicLong failed = new AtomicLong();
    final AtomicLong active = new AtomicLong();
    final AtomicLong backOff = new AtomicLong();
    final AtomicLong unschedulable = new AtomicLong();
    final AtomicLong assumed = new AtomicLong();
    final AtomicLong lag = new AtomicLong();
    final Timer cycle;

    SchedulerMeters(MeterRegistry registry) {
        cycle = Timer.builder("shiplog.scheduler.cycle")
                .description("Time of one run over the active queue")
                .register(registry);
        gauge(registry, "shiplog.scheduler.placements", "Pods placed since the start", placed::get);
        gauge(registry, "shiplog.scheduler.failures", "Attempts that found no node", failed::get);
        gauge(registry, "shiplog.scheduler.queue.active", "Pods to be tried now", active::get);
        gauge(registry, "shiplog.scheduler.queue.backoff", "Pods in back-off", backOff::get);
        gauge(registry, "shiplog.scheduler.queue.unschedulable", "Pods that fit nowhere", unschedulable::get);
        gauge(registry, "shiplog.scheduler.assumed", "Placements not yet seen bound", assumed::get);
        gauge(registry, "shiplog.scheduler.lag", "Records of resources not yet read", lag::get);
    }

    private static void gauge(MeterRegistry registry, String name, String what, Supplier<Number> value) {
        Gauge.builder(name, value).description(what).strongReference(true).register(registry);
    }
}
