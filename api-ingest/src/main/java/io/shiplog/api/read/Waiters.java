package io.shiplog.api.read;

import io.shiplog.schemas.object.KubeObject;
import io.shiplog.schemas.object.ObjectKey;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.PriorityQueue;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.LongSupplier;

/** Who waits for the view to get somewhere. Given-up waits take themselves out. */
final class Waiters {

    private record Offset(long offset, CompletableFuture<Void> future) {}

    private record Version(String uid, long version, CompletableFuture<WatchEvent> future) {}

    private final Executor completions;
    private final PriorityQueue<Offset> offsets = new PriorityQueue<>(Comparator.comparingLong(Offset::offset));
    private final Map<ObjectKey, List<Version>> versions = new HashMap<>();

    Waiters(Executor completions) {
        this.completions = completions;
    }

    CompletableFuture<Void> untilPassed(long offset, LongSupplier next) {
        Offset waiter = new Offset(offset, new CompletableFuture<>());
        if (next.getAsLong() >= offset) {
            waiter.future.complete(null);
            return waiter.future;
        }
        synchronized (this) {
            offsets.add(waiter);
        }
        var unused = waiter.future.whenComplete((done, error) -> {
            if (error != null) {
                synchronized (this) {
                    offsets.remove(waiter);
                }
            }
        });
        // The writer may have gone by between the look and the queue.
        passed(next.getAsLong());
        return waiter.future;
    }

    void passed(long next) {
        List<Offset> done = new ArrayList<>();
        synchronized (this) {
            while (!offsets.isEmpty() && offsets.peek().offset <= next) {
                done.add(offsets.remove());
            }
        }
        done.forEach(waiter -> completions.execute(() -> waiter.future.complete(null)));
    }

    synchronized void untilVersion(ObjectKey key, String uid, long version, CompletableFuture<WatchEvent> future) {
        Version waiter = new Version(uid, version, future);
        versions.computeIfAbsent(key, any -> new ArrayList<>(1)).add(waiter);
        var unused = future.whenComplete((done, error) -> {
            if (error != null) {
                forget(key, waiter);
            }
        });
    }

    private synchronized void forget(ObjectKey key, Version waiter) {
        List<Version> there = versions.get(key);
        if (there != null && there.remove(waiter) && there.isEmpty()) {
            versions.remove(key);
        }
    }

    /** Completes those who wait for this version, or for an older one of the same object. */
    synchronized void seen(ObjectKey key, WatchEvent event) {
        List<Version> there = versions.get(key);
        if (there == null) {
            return;
        }
        KubeObject object = event.now().object();
        there.removeIf(waiter -> {
            boolean reached = waiter.uid.equals(object.uid()) && waiter.version <= object.version();
            if (reached) {
                completions.execute(() -> waiter.future.complete(event));
            }
            return reached;
        });
        if (there.isEmpty()) {
            versions.remove(key);
        }
    }
}
