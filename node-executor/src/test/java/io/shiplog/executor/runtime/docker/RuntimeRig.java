package io.shiplog.executor.runtime.docker;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.executor.pod.PodConfigs;
import io.shiplog.executor.pod.PodRef;
import io.shiplog.executor.pod.PodTemplate;
import io.shiplog.executor.pod.Templates;
import io.shiplog.executor.runtime.ContainerRef;
import io.shiplog.executor.runtime.Observation;
import io.shiplog.executor.runtime.Observation.Exited;
import io.shiplog.executor.runtime.Observation.PodRemoved;
import io.shiplog.executor.runtime.Observation.StartFailed;
import io.shiplog.executor.runtime.Observation.Started;
import io.shiplog.executor.runtime.RuntimeCall;
import io.shiplog.executor.runtime.machine.RuntimeContext;
import io.shiplog.schemas.object.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Predicate;

/** A runtime on a real engine, asked directly and without a node's core. */
final class RuntimeRig implements AutoCloseable {

    static final Duration PATIENCE = Duration.ofSeconds(120);

    final DockerRuntime runtime;
    final List<Observation> seen = new CopyOnWriteArrayList<>();

    RuntimeRig(String dockerHost, String cluster, String host) {
        this(dockerHost, cluster, host, DockerRuntime.Interfaces.EXECUTOR);
    }

    RuntimeRig(String dockerHost, String cluster, String host, DockerRuntime.Interfaces interfaces) {
        var context = new RuntimeContext(cluster, host, List.of("n1"), "127.0.0.1", data(cluster, host));
        runtime = new DockerRuntime(dockerHost, context, interfaces);
    }

    static Path data(String cluster, String host) {
        return Path.of("target", "docker-it", cluster, host);
    }

    RuntimeRig begin() {
        runtime.start(seen::addAll);
        return this;
    }

    /** A pod of its own name and uid. */
    static PodRef ref(String name) {
        return new PodRef("n1", "default", name, UUID.randomUUID().toString());
    }

    /** A template of one container in busybox. */
    static ObjectNode spec(String... command) {
        ObjectNode pod = Json.object();
        pod.putObject("metadata").put("name", "test").put("namespace", "default");
        ObjectNode spec = pod.putObject("spec").put("restartPolicy", "Always");
        container(spec.putArray("containers").addObject(), "main", command);
        return pod;
    }

    static ObjectNode container(ObjectNode container, String name, String... command) {
        container.put("name", name).put("image", EngineCondition.IMAGE).put("imagePullPolicy", "IfNotPresent");
        for (String word : command) {
            container.withArray("command").add(word);
        }
        return container;
    }

    static ObjectNode first(ObjectNode pod) {
        return (ObjectNode) pod.at("/spec/containers/0");
    }

    static PodTemplate template(ObjectNode pod) {
        return new Templates().of(pod);
    }

    static String[] obedient() {
        return new String[] {"sh", "-c", "trap 'exit 0' TERM; while :; do /bin/busybox sleep 1 & wait; done"};
    }

    void start(PodRef pod, PodTemplate template, int container, int attempt) {
        runtime.call(List.of(new RuntimeCall.StartContainer(pod, template, container, attempt, PodConfigs.NONE)));
    }

    Started started(PodRef pod, PodTemplate template, int container, int attempt) throws InterruptedException {
        start(pod, template, container, attempt);
        return await(
                Started.class, s -> s.uid().equals(pod.uid()) && s.container() == container && s.attempt() == attempt);
    }

    StartFailed refused(PodRef pod, PodTemplate template) throws InterruptedException {
        start(pod, template, 0, 0);
        return await(StartFailed.class, f -> f.uid().equals(pod.uid()));
    }

    Exited exited(PodRef pod, int container, int attempt) throws InterruptedException {
        return await(
                Exited.class, e -> e.uid().equals(pod.uid()) && e.container() == container && e.attempt() == attempt);
    }

    void remove(PodRef pod) throws InterruptedException {
        runtime.call(List.of(new RuntimeCall.RemovePod(pod)));
        await(PodRemoved.class, r -> r.uid().equals(pod.uid()));
    }

    static ContainerRef run(PodRef pod, String container, int attempt) {
        return new ContainerRef(pod, container, attempt);
    }

    <T extends Observation> T await(Class<T> type, Predicate<T> wanted) throws InterruptedException {
        long deadline = System.nanoTime() + PATIENCE.toNanos();
        while (true) {
            for (Observation each : seen) {
                if (type.isInstance(each) && wanted.test(type.cast(each))) {
                    return type.cast(each);
                }
            }
            assertThat(System.nanoTime())
                    .as("no %s among %s", type.getSimpleName(), seen)
                    .isLessThan(deadline);
            Thread.sleep(10);
        }
    }

    @Override
    public void close() {
        runtime.close();
    }
}
