package dev.polyrun.benchmarks.calls;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

class MarkTest {
    @Test
    void everyMarkIsMeasuredInItsSituation() {
        assertThat(Mark.ALL).allSatisfy(mark -> assertThat(Situation.ALL)
                .filteredOn(situation -> situation.name().equals(mark.situation()))
                .singleElement()
                .satisfies(situation -> assertThat(situation.clients()).contains(mark.ours(), mark.theirs())));
    }

    @Test
    void documentsAreAsLargeAsTheySay() {
        assertThat(RunDocument.SMALL.bytes().length).isBetween(850, 1_200);
        assertThat(RunDocument.MIDDLE.bytes().length).isBetween(1_800, 2_500);
        assertThat(RunDocument.LARGE.bytes().length).isBetween(900_000, 1_200_000);
        assertThat(RunDocument.LEADING.bytes().length).isBetween(900_000, 1_200_000);
    }

    @Test
    void aRatioIsTheMedianOfThoseOfTheRounds() {
        CallFigures figures = new CallFigures();
        for (double slowdown : new double[] {1, 5, 2}) {
            figures.add(CallClients.POLYRUN, Mark.Figure.TIME, 10 * slowdown);
            figures.add(CallClients.OKHTTP, Mark.Figure.TIME, 8 * slowdown);
        }
        figures.add(CallClients.OKHTTP, Mark.Figure.CPU, 8);

        assertThat(figures.ratio(CallClients.POLYRUN, CallClients.OKHTTP, Mark.Figure.TIME)).isEqualTo(1.25);
        assertThat(figures.ratio(CallClients.POLYRUN, CallClients.OKHTTP, Mark.Figure.CPU)).isNaN();
    }
}
