package io.shiplog.api;

import io.shiplog.api.auth.Kubeconfig;
import io.shiplog.api.auth.Pki;
import io.shiplog.api.endpoint.HeardEndpoints;
import io.shiplog.api.gateway.FirstObjects;
import io.shiplog.api.gateway.KafkaBackend;
import io.shiplog.api.manifest.ManifestDoor;
import io.shiplog.api.server.ApiServer;
import io.shiplog.schemas.role.ClusterContext;
import io.shiplog.schemas.role.Role;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ArrayBlockingQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;

/** api-ingest: HTTP and manifests in, commands out, reads served. */
public final class ApiRole implements Role {

    private static final int WORKERS = Math.max(4, 2 * Runtime.getRuntime().availableProcessors());
    /** Requests that may wait for a worker; more are refused with 429. */
    private static final int WAITING_MAX = 20_000;

    private final ClusterContext context;
    private final ApiConfig config;
    private final ThreadPoolExecutor work;
    private final KafkaBackend backend;
    private final HeardEndpoints endpoints;
    private final ManifestDoor manifests;
    private final FirstObjects firstObjects;
    private @Nullable Pki pki;
    private @Nullable ApiServer server;

    public ApiRole(ClusterContext context, ApiConfig config) {
        this.context = context;
        this.config = config;
        AtomicInteger count = new AtomicInteger();
        this.work = new ThreadPoolExecutor(
                WORKERS, WORKERS, 0, TimeUnit.SECONDS, new ArrayBlockingQueue<>(WAITING_MAX), task -> {
                    Thread thread = new Thread(task, "api-ingest-work-" + count.incrementAndGet());
                    thread.setDaemon(true);
                    return thread;
                });
        this.backend = new KafkaBackend(context, config.watchWindowBytes(), this::execute);
        this.endpoints = new HeardEndpoints(context);
        this.manifests = new ManifestDoor(context, backend, config.manifestUser());
        this.firstObjects = new FirstObjects(backend);
    }

    /**
     * What is under way already is finished on the caller's thread when no worker has room: only new requests are
     * refused.
     */
    private void execute(Runnable task) {
        if (work.isShutdown() || work.getQueue().remainingCapacity() < WAITING_MAX / 2) {
            task.run();
        } else {
            work.execute(task);
        }
    }

    @Override
    public String name() {
        return "api-ingest";
    }

    @Override
    public void start() {
        try {
            List<String> hosts = new ArrayList<>(config.extraHosts());
            hosts.add(config.advertisedHost());
            Pki opened = Pki.open(config.pkiDir(), hosts, Instant.now());
            pki = opened;
            server = ApiServer.start(
                    new ApiServer.Settings(config.bindAddress(), config.port(), opened),
                    backend,
                    endpoints,
                    context.metrics(),
                    this::failure,
                    work);
        } catch (IOException e) {
            throw new UncheckedIOException(e.getMessage(), e);
        }
        backend.start();
        endpoints.start();
        manifests.start();
    }

    /** Port on which the server listens. Throws IllegalStateException before {@link #start}. */
    public int port() {
        if (server == null) {
            throw new IllegalStateException("not started");
        }
        return server.port();
    }

    /** URL under which clients reach the server, such as https://127.0.0.1:6443. */
    public String serverUrl() {
        String host = config.advertisedHost();
        return "https://" + (host.contains(":") ? "[" + host + "]" : host) + ":" + port();
    }

    /** Writes the admin's kubeconfig. Throws IllegalStateException before {@link #start}. */
    public void writeKubeconfig(Path file) throws IOException {
        if (pki == null) {
            throw new IllegalStateException("not started");
        }
        new Kubeconfig(pki).write(file, serverUrl());
    }

    @Override
    public boolean ready() {
        return server != null && failure().isEmpty() && backend.ready() && firstObjects.there();
    }

    @Override
    public String failure() {
        return backend.failure();
    }

    @Override
    public void close() {
        manifests.close();
        if (server != null) {
            server.close();
        }
        endpoints.close();
        backend.close();
        work.shutdownNow();
    }
}
