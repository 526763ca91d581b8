package io.shiplog.api.stream;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.shiplog.schemas.object.Json;
import io.shiplog.schemas.object.StatusException;
import io.vertx.core.buffer.Buffer;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;

class ChannelProtocolTest {

    @Test
    void takesTheNewestThatAClientOffers() {
        assertThat(ChannelProtocol.of(List.of("v4.channel.k8s.io", "v5.channel.k8s.io")))
                .contains(ChannelProtocol.V5);
        assertThat(ChannelProtocol.of(List.of("base64.channel.k8s.io"))).contains(ChannelProtocol.V1_BASE64);
        assertThat(ChannelProtocol.of(List.of())).contains(ChannelProtocol.V1);
        assertThat(ChannelProtocol.of(List.of("v9.channel.k8s.io"))).isEmpty();
    }

    @Test
    void portForwardTakesV4AlsoFromAClientThatWouldRatherHaveV5() {
        assertThat(ChannelProtocol.ofPortForward(List.of("v5.channel.k8s.io", "v4.channel.k8s.io")))
                .contains(ChannelProtocol.V4);
    }

    @Test
    void oldProtocolsCarryTheMessageOfAnErrorAlone() {
        byte[] failed = "{\"status\":\"Failure\",\"message\":\"no\"}".getBytes(StandardCharsets.UTF_8);
        byte[] well = "{\"status\":\"Success\"}".getBytes(StandardCharsets.UTF_8);
        assertThat(ChannelProtocol.V5.status(failed)).isEqualTo(failed);
        assertThat(ChannelProtocol.V1.status(failed)).isEqualTo("no".getBytes(StandardCharsets.UTF_8));
        assertThat(ChannelProtocol.V1.status(well)).isNull();
    }

    @Test
    void base64MessagesAreADigitAndText() {
        Buffer message = ChannelProtocol.message(1, Buffer.buffer("hi"));
        assertThat(ChannelProtocol.encoded(message)).isEqualTo("1aGk=");
        assertThat(ChannelProtocol.decoded("1aGk=")).isEqualTo(message);
        assertThat(ChannelProtocol.decoded("x")).isNull();
        assertThat(ChannelProtocol.decoded("1%%")).isNull();
    }

    @Test
    void aContainerMustBeNamedWhereThereAreSeveral() {
        String pod = "{\"metadata\":{\"name\":\"p\"},\"spec\":{\"containers\":[{\"name\":\"a\"},{\"name\":\"b\"}],"
                + "\"initContainers\":[{\"name\":\"i\"}]}}";
        assertThat(PodTarget.container(Json.parse(pod), "i")).isEqualTo("i");
        assertThatThrownBy(() -> PodTarget.container(Json.parse(pod), ""))
                .isInstanceOf(StatusException.class)
                .hasMessage("a container name must be specified for pod p, choose one of: [a b] or one of the init"
                        + " containers: [i]");
        assertThatThrownBy(() -> PodTarget.container(Json.parse(pod), "x"))
                .hasMessage("container x is not valid for pod p");
        assertThatThrownBy(() -> PodTarget.of(Json.parse(pod))).hasMessage("pod p does not have a host assigned");
    }

    @Test
    void portsAreReadFromSeveralParametersAndFromOne() {
        assertThat(PodStreams.ports(List.of("80,81", "82"))).containsExactly(80, 81, 82);
        assertThatThrownBy(() -> PodStreams.ports(List.of("http"))).isInstanceOf(StatusException.class);
        assertThatThrownBy(() -> PodStreams.ports(List.of())).isInstanceOf(StatusException.class);
    }
}
