package io.shiplog.executor.runtime.docker;

import com.github.dockerjava.api.model.Container;
import io.shiplog.executor.network.PodInterface;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.UsageSource;
import io.shiplog.executor.volume.PodVolumes;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Asks the engine for the figures of every running container, several at a time. */
final class DockerUsage implements UsageSource, AutoCloseable {

    /** Questions side by side. */
    private static final int ASKERS = 4;

    private static final Duration ANSWER = Duration.ofSeconds(10);
    /** The engine adds up what containers have written file by file, so that is asked for seldom. */
    private static final long SIZES_NANOS = TimeUnit.MINUTES.toNanos(1);

    private static final Logger LOG = LoggerFactory.getLogger(DockerUsage.class);

    private final Engine engine;
    private final String dockerHost;
    private final Map<String, String> ours;
    private final PodVolumes volumes;
    private final Map<String, Long> sizes = new ConcurrentHashMap<>();
    private final ExecutorService askers = Executors.newFixedThreadPool(ASKERS, work -> {
        Thread thread = new Thread(work, "docker-stats");
        thread.setDaemon(true);
        return thread;
    });
    private long sizesNanos = System.nanoTime() - SIZES_NANOS;

    DockerUsage(Engine engine, String dockerHost, Map<String, String> ours, PodVolumes volumes) {
        this.engine = engine;
        this.dockerHost = dockerHost;
        this.ours = ours;
        this.volumes = volumes;
    }

    private record Asked(Container container, @Nullable ContainerStats stats) {}

    @Override
    public List<Usage> usage() {
        List<Container> all;
        try {
            all = list();
        } catch (EngineAwayException | EngineRefusalException e) {
            LOG.debug("no figures: the engine does not answer", e);
            return List.of();
        }
        List<Future<Asked>> answers = new ArrayList<>();
        try {
            for (Container container : all) {
                if ("running".equals(container.getState())) {
                    answers.add(askers.submit(() -> new Asked(container, ask(container.getId()))));
                }
            }
        } catch (RejectedExecutionException e) {
            return List.of();
        }
        List<Asked> known = new ArrayList<>();
        for (Future<Asked> answer : answers) {
            try {
                known.add(answer.get());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                return List.of();
            } catch (ExecutionException e) {
                LOG.debug("a container's figures are missing", e);
            }
        }
        return usages(known, System.currentTimeMillis());
    }

    @Override
    public synchronized void measureDisks() {
        sizesNanos = System.nanoTime() - SIZES_NANOS;
    }

    @Override
    public long emptyDirBytes(PodRef pod, String volume) {
        return volumes.bytes(pod, volume);
    }

    private synchronized List<Container> list() {
        long now = System.nanoTime();
        if (now - sizesNanos < SIZES_NANOS) {
            return engine.list(ours);
        }
        List<Container> all = engine.listWithSizes(ours);
        sizesNanos = now;
        sizes.clear();
        for (Container container : all) {
            Long size = container.getSizeRw();
            sizes.put(container.getId(), size == null ? 0 : size);
        }
        return all;
    }

    private @Nullable ContainerStats ask(String id) {
        try {
            String path = "/containers/" + id + "/stats?stream=false&one-shot=true";
            return ContainerStats.of(EngineSocket.ask(dockerHost, "GET", path, null, ANSWER));
        } catch (IOException | RuntimeException e) {
            LOG.debug("no figures of {}", id, e);
            return null;
        }
    }

    /** Figures of a sandbox's network go to the first container of its pod. */
    private List<Usage> usages(List<Asked> known, long now) {
        Map<String, ContainerStats> sandboxes = new HashMap<>();
        for (Asked asked : known) {
            if (asked.stats() != null && Labels.sandbox(asked.container().getLabels())) {
                sandboxes.put(Labels.pod(asked.container().getLabels()).uid(), asked.stats());
            }
        }
        List<Usage> out = new ArrayList<>();
        Set<String> networkGiven = new HashSet<>();
        known.stream()
                .filter(asked -> !Labels.sandbox(asked.container().getLabels()))
                .sorted(Comparator.comparingInt(
                        asked -> Labels.number(asked.container().getLabels(), Labels.INDEX)))
                .forEach(asked -> {
                    ContainerStats own = asked.stats();
                    if (own != null) {
                        String uid = Labels.pod(asked.container().getLabels()).uid();
                        ContainerStats network = networkGiven.add(uid) ? sandboxes.getOrDefault(uid, own) : null;
                        out.add(usage(asked.container(), own, network, now));
                    }
                });
        return out;
    }

    private Usage usage(Container container, ContainerStats own, @Nullable ContainerStats network, long now) {
        Map<String, String> labels = container.getLabels();
        long[] traffic = network == null || !labels.containsKey(Labels.WIRED)
                ? new long[] {network == null ? -1 : network.receivedBytes(), network == null ? -1 : network.sentBytes()
                }
                : PodInterface.traffic(labels.getOrDefault(Labels.ADDRESS, "")); // of which the engine knows nothing
        return new Usage(
                Labels.pod(labels),
                labels.getOrDefault(Labels.CONTAINER, ""),
                Labels.number(labels, Labels.ATTEMPT),
                now,
                own.cpuNanos(),
                own.memoryBytes(),
                sizes.getOrDefault(container.getId(), -1L),
                traffic[0],
                traffic[1]);
    }

    @Override
    public void close() {
        askers.shutdownNow();
    }
}
