package io.shiplog.executor.runtime.docker;

import org.junit.jupiter.api.Tag;

/** The same pods where the executor may not put their interfaces in, as without root or far from the engine. */
@Tag("real")
class DockerPodsByEngineIT extends DockerPodsIT {

    @Override
    DockerRuntime.Interfaces interfaces() {
        return DockerRuntime.Interfaces.ENGINE;
    }
}
