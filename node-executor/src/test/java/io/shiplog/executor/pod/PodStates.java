package io.shiplog.executor.pod;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.shiplog.schemas.object.Json;
import java.util.List;

/** Pods in a given state, as vectors describe them: v1.Pod with container statuses. */
public final class PodStates {

    /** A node without any configuration that is read to its end. */
    public static final Surroundings NODE = new Surroundings() {
        @Override
        public String address() {
            return "10.0.0.1";
        }

        @Override
        public PodConfigs configs(PodRef pod, PodTemplate template) {
            return PodConfigs.NONE;
        }

        @Override
        public boolean settled() {
            return true;
        }
    };

    private PodStates() {}

    /** An admitted pod whose containers are as its status says. */
    public static PodRun of(ObjectNode pod) {
        ObjectNode copy = pod.deepCopy();
        // A sidecar that runs and is not known to have started is one whose startup probe has not passed.
        for (ObjectNode container : Json.objectsAt(copy, "spec", "initContainers")) {
            if (Json.textAt(container, "restartPolicy").equals("Always")) {
                container.set("startupProbe", Json.parse("{\"exec\":{\"command\":[\"true\"]}}"));
            }
        }
        PodRun run = new PodRun(new PodRef("n1", "default", "web", "u1"), new Templates().of(copy), 1);
        run.admit();
        for (String field : List.of("initContainerStatuses", "containerStatuses")) {
            for (ObjectNode status : Json.objectsAt(copy, "status", field)) {
                for (int i = 0; i < run.size(); i++) {
                    if (run.spec(i).name().equals(Json.textAt(status, "name"))) {
                        put(run, i, status);
                    }
                }
            }
        }
        return run;
    }

    private static void put(PodRun pod, int i, ObjectNode status) {
        ContainerRun run = pod.container(i);
        if (status.at("/state").has("running")) {
            runs(pod, i);
            if (Json.flagAt(status, "started") && run.watch != null) {
                run.watch.recall(true, true, true);
            }
        } else if (status.at("/state").has("terminated")) {
            run.phase = ContainerRun.Phase.EXITED;
            run.created = true;
            run.ended = end(status, "state");
        }
        if (status.at("/lastState").has("terminated")) {
            run.attempt = 1;
            run.last = end(status, "lastState");
        }
    }

    private static Termination end(ObjectNode status, String field) {
        return Termination.exit((int) Json.longAt(status, 0, field, "terminated", "exitCode"), 1, 2);
    }

    /** Lets a container run, for as long as the clock is past its start. */
    public static void runs(PodRun pod, int i) {
        ContainerRun run = pod.container(i);
        run.phase = ContainerRun.Phase.RUNNING;
        run.created = true;
        run.startedMillis = 1;
        run.watch = ContainerWatch.of(pod.spec(i), false);
    }

    /** A container that has run and waits to run again. */
    public static void waits(PodRun pod, int i) {
        pod.container(i).attempt = 1;
        pod.container(i).waiting(Words.CRASH_LOOP_BACK_OFF, "");
    }

    /** Lets a container end. */
    public static void ends(PodRun pod, int i, int exitCode) {
        ContainerRun run = pod.container(i);
        run.phase = ContainerRun.Phase.EXITED;
        run.created = true;
        run.ended = Termination.exit(exitCode, 1, 2);
    }
}
