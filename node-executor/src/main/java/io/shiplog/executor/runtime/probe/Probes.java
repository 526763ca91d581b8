package io.shiplog.executor.runtime.probe;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.ContainerSpec;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.PodAccess;
import io.shiplog.executor.runtime.RuntimeCall.Probe;
import io.shiplog.executor.runtime.RuntimeCall.ProbeKind;
import io.shiplog.executor.runtime.RuntimeCall.RunHook;
import io.shiplog.schemas.object.Json;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.ScheduledThreadPoolExecutor;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Carries out probes and hooks of any runtime that has ways into its pods, and answers each with one observation.
 * Hooks, which may take minutes, have threads of their own, so that no hook holds up a probe. Thread-safe.
 */
public final class Probes implements AutoCloseable {

    /** Probes side by side; one more waits, and its time begins when it is carried out. */
    private static final int PROBES_MAX = 128;
    /** Hooks side by side, sleeping ones aside. */
    private static final int HOOKS_MAX = 64;
    /** A hook that is not given up by its pod's end is given up after this long. */
    private static final long HOOK_MILLIS_MAX = TimeUnit.HOURS.toMillis(1);
    /** What a hook's request may take. */
    private static final long HOOK_HTTP_MILLIS_MAX = TimeUnit.MINUTES.toMillis(1);

    private static final long IDLE_SECONDS = 30;
    private static final Logger LOG = LoggerFactory.getLogger(Probes.class);

    private final PodAccess access;
    private final Function<PodRef, String> address;
    private final Consumer<List<Observation>> sink;
    private final ThreadPoolExecutor probes = pool("probe", PROBES_MAX);
    private final ThreadPoolExecutor hooks = pool("hook", HOOKS_MAX);
    private final ScheduledThreadPoolExecutor clock;
    private final Set<Key> underWay = ConcurrentHashMap.newKeySet();

    private record Key(String uid, int container, int attempt, ProbeKind kind) {}

    /**
     * @param access for commands
     * @param address of a pod, empty when it is not known (its probes fail)
     * @param sink takes the answers, from any thread
     */
    public Probes(PodAccess access, Function<PodRef, String> address, Consumer<List<Observation>> sink) {
        this.access = access;
        this.address = address;
        this.sink = sink;
        clock = new ScheduledThreadPoolExecutor(1, work -> daemon(work, "probe-clock"));
        clock.setRemoveOnCancelPolicy(true);
    }

    private static ThreadPoolExecutor pool(String name, int size) {
        AtomicInteger count = new AtomicInteger();
        ThreadPoolExecutor out = new ThreadPoolExecutor(
                size,
                size,
                IDLE_SECONDS,
                TimeUnit.SECONDS,
                new LinkedBlockingQueue<>(), // one entry a probe of a running container at most: see underWay
                work -> daemon(work, name + "-" + count.incrementAndGet()));
        out.allowCoreThreadTimeOut(true);
        return out;
    }

    private static Thread daemon(Runnable work, String name) {
        Thread thread = new Thread(work, name);
        thread.setDaemon(true);
        return thread;
    }

    /** Returns at once; answered by Probed or ProbeErrored, once for all calls that come before the answer. */
    public void probe(Probe call) {
        Key key = new Key(call.pod().uid(), call.container(), call.attempt(), call.kind());
        if (!underWay.add(key)) {
            return; // asked again since its answer is late
        }
        submit(probes, () -> {
            Result result = guarded(() -> carryOut(call));
            underWay.remove(key);
            answer(seen(call, result));
        });
    }

    private static Observation seen(Probe call, Result result) {
        String node = call.pod().node();
        String uid = call.pod().uid();
        long now = System.currentTimeMillis();
        return result.errored()
                ? new Observation.ProbeErrored(
                        node, uid, call.container(), call.attempt(), now, call.kind(), result.message())
                : new Observation.Probed(
                        node,
                        uid,
                        call.container(),
                        call.attempt(),
                        now,
                        call.kind(),
                        result.success(),
                        result.message());
    }

    /** Returns at once; answered by HookEnded. */
    public void hook(RunHook call) {
        ContainerSpec spec = call.template().containers().get(call.container());
        ObjectNode hook = Handler.spec(spec.json(), call.kind());
        if (hook != null && hook.path("sleep").isObject()) {
            long seconds = Json.longAt(hook, 0, "sleep", "seconds");
            var unused = clock.schedule(() -> answer(call, Result.SUCCESS), seconds, TimeUnit.SECONDS);
            return;
        }
        submit(hooks, () -> answer(call, guarded(() -> carryOut(call, spec, hook))));
    }

    private static void submit(ThreadPoolExecutor pool, Runnable work) {
        try {
            pool.execute(work);
        } catch (RejectedExecutionException e) {
            LOG.debug("closed: a probe or hook is dropped");
        }
    }

    private interface Work {
        Result run() throws IOException;
    }

    private static Result guarded(Work work) {
        try {
            return work.run();
        } catch (IOException | RuntimeException e) {
            return Result.error(String.valueOf(e.getMessage()));
        }
    }

    private void answer(RunHook call, Result result) {
        answer(new Observation.HookEnded(
                call.pod().node(),
                call.pod().uid(),
                call.container(),
                call.attempt(),
                System.currentTimeMillis(),
                call.kind(),
                result.message()));
    }

    private void answer(Observation seen) {
        sink.accept(List.of(seen));
    }

    private Result carryOut(Probe call) {
        ContainerSpec spec = call.template().containers().get(call.container());
        ObjectNode probe = Handler.spec(spec.json(), call.kind());
        if (probe == null) {
            return Result.SUCCESS;
        }
        long seconds = Math.max(1, Json.longAt(probe, Handler.TIMEOUT_SECONDS_DEFAULT, "timeoutSeconds"));
        long millis = TimeUnit.SECONDS.toMillis(seconds);
        Handler handler = Handler.read(spec.json(), probe);
        if (handler instanceof Handler.Exec exec) {
            ContainerRef ref = new ContainerRef(call.pod(), spec.name(), call.attempt());
            return ExecCheck.probe(access, clock, ref, exec.command(), millis);
        }
        return overNetwork(handler, address.apply(call.pod()), millis);
    }

    private static Result overNetwork(Handler handler, String pod, long millis) {
        if (pod.isEmpty()) {
            return Result.failure("the pod has no address yet");
        }
        if (handler instanceof Handler.Http http) {
            return HttpCheck.check(http, pod, millis);
        } else if (handler instanceof Handler.Grpc grpc) {
            return GrpcCheck.check(grpc, pod, millis);
        } else if (handler instanceof Handler.Tcp tcp) {
            return connects(tcp.host().isEmpty() ? pod : tcp.host(), tcp.port(), millis);
        }
        return Result.failure("missing probe handler");
    }

    private static Result connects(String host, int port, long millis) {
        try (TimedSocket socket = TimedSocket.connect(host, port, millis, false)) {
            return Result.SUCCESS;
        } catch (IOException e) {
            return Result.failure(TimedSocket.words(e, host, port));
        }
    }

    private Result carryOut(RunHook call, ContainerSpec spec, @Nullable ObjectNode hook) throws IOException {
        if (hook == null) {
            return Result.SUCCESS;
        }
        Handler handler = Handler.read(spec.json(), hook);
        if (handler instanceof Handler.Exec exec) {
            ContainerRef ref = new ContainerRef(call.pod(), spec.name(), call.attempt());
            return ExecCheck.hook(access, clock, ref, exec.command(), HOOK_MILLIS_MAX);
        }
        Result result = overNetwork(handler, address.apply(call.pod()), HOOK_HTTP_MILLIS_MAX);
        // Any answer is good enough for a hook, as in Kubernetes.
        return result.message().startsWith("HTTP probe failed with statuscode") ? Result.SUCCESS : result;
    }

    @Override
    public void close() {
        probes.shutdownNow();
        hooks.shutdownNow();
        clock.shutdownNow();
    }
}
