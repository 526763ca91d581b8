package io.shiplog.schemas.value;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.math.BigInteger;
import java.math.RoundingMode;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;

class QuantityProperties {

    @Provide
    Arbitrary<String> texts() {
        Arbitrary<String> whole = Arbitraries.oneOf(
                Arbitraries.longs().between(0, 5000).map(String::valueOf),
                Arbitraries.longs().greaterOrEqual(0).map(String::valueOf),
                Arbitraries.bigIntegers()
                        .between(BigInteger.ZERO, BigInteger.TEN.pow(30))
                        .map(String::valueOf));
        Arbitrary<String> fraction = Arbitraries.oneOf(
                Arbitraries.just(""),
                Arbitraries.strings().numeric().ofMinLength(1).ofMaxLength(12).map(f -> "." + f));
        Arbitrary<String> suffix = Arbitraries.of(
                "", "", "m", "n", "u", "k", "M", "G", "T", "P", "E", "Ki", "Mi", "Gi", "Ti", "Pi", "Ei", "e3", "e-7",
                "E+2");
        return Combinators.combine(Arbitraries.of("", "-", "+"), whole, fraction, suffix)
                .as((sign, w, f, s) -> sign + w + f + s);
    }

    @Property
    void theCanonicalTextReadsBackAsTheSameNumberAndPrintsTheSame(@ForAll("texts") String text) {
        Quantity read = Quantity.parse(text);
        Quantity again = Quantity.parse(read.toString());
        assertThat(again).isEqualTo(read).hasSameHashCodeAs(read);
        assertThat(again).hasToString(read.toString());
    }

    @Property
    void theCanonicalTextHasNoFraction(@ForAll("texts") String text) {
        assertThat(Quantity.parse(text).toString()).matches("-?[0-9]+([numkMGTPE]|[KMGTPE]i|e-?[0-9]+)?");
    }

    @Property
    void orderIsTheOrderOfNumbers(@ForAll("texts") String a, @ForAll("texts") String b) {
        Quantity left = Quantity.parse(a);
        Quantity right = Quantity.parse(b);
        assertThat(Integer.signum(left.compareTo(right))).isEqualTo(left.value().compareTo(right.value()));
        assertThat(left.equals(right)).isEqualTo(left.compareTo(right) == 0);
    }

    @Property
    void sumAndDifferenceAreExact(@ForAll("texts") String a, @ForAll("texts") String b) {
        Quantity left = Quantity.parse(a);
        Quantity right = Quantity.parse(b);
        assertThat(left.add(right).value()).isEqualByComparingTo(left.value().add(right.value()));
        assertThat(left.subtract(right).value())
                .isEqualByComparingTo(left.value().subtract(right.value()));
        assertThat(left.add(right).subtract(right)).isEqualTo(left);
    }

    @Property
    void milliIsTheNumberInThousandthsRoundedAwayFromZeroAndCapped(@ForAll("texts") String text) {
        Quantity read = Quantity.parse(text);
        BigDecimal milli = read.value().movePointRight(3).setScale(0, RoundingMode.UP);
        BigDecimal capped = milli.min(BigDecimal.valueOf(Long.MAX_VALUE)).max(BigDecimal.valueOf(Long.MIN_VALUE));
        assertThat(read.milli()).isEqualTo(capped.longValueExact());
    }
}
