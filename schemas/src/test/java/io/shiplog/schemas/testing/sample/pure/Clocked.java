package io.shiplog.schemas.testing.sample.pure;

import java.time.Instant;
import java.util.Random;
import java.util.UUID;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;

/** Breaks the rule on calls in three ways, and keeps it in two. */
final class Clocked {

    private final ConcurrentHashMap<String, Integer> allowed = new ConcurrentHashMap<>();

    Instant now() {
        return Instant.now();
    }

    Supplier<UUID> reference() {
        return UUID::randomUUID;
    }

    int chance() {
        return new Random().nextInt();
    }

    int seeded(long seed) {
        return new Random(seed).nextInt() + allowed.size();
    }
}
