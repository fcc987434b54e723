<?xml version="1.0" encoding="utf-8"?>
<!DOCTYPE TS>
<TS version="2.1" language="en" sourcelanguage="en">
<context>
    <name>CellList</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>ChartSource</name>
    <message numerus="yes">
        <source>%1, %n shots, seed %2 (run %3)</source>
        <translation>
            <numerusform>%1, %n shot, seed %2 (run %3)</numerusform>
            <numerusform>%1, %n shots, seed %2 (run %3)</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Lane</name>
    <message numerus="yes">
        <source>saved set of %n demonstrations</source>
        <translation>
            <numerusform>saved set of %n demonstration</numerusform>
            <numerusform>saved set of %n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>MapGroups</name>
    <message numerus="yes">
        <source>%n others</source>
        <translation>
            <numerusform>%n other</numerusform>
            <numerusform>%n others</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>Results</name>
    <message numerus="yes">
        <source>%1: run %2, %3 queries, %n seeds</source>
        <translation>
            <numerusform>%1: run %2, %3 queries, %n seed</numerusform>
            <numerusform>%1: run %2, %3 queries, %n seeds</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>RunTexts</name>
    <message numerus="yes">
        <source>%1 and %n more</source>
        <translation>
            <numerusform>%1 and %n more</numerusform>
            <numerusform>%1 and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>SystemInfo</name>
    <message numerus="yes">
        <source>%n processor cores, %1 of memory</source>
        <translation>
            <numerusform>%n processor core, %1 of memory</numerusform>
            <numerusform>%n processor cores, %1 of memory</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::LaneBoard</name>
    <message numerus="yes">
        <source>Insert %n demonstrations</source>
        <translation>
            <numerusform>Insert %n demonstration</numerusform>
            <numerusform>Insert %n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::RunBook</name>
    <message numerus="yes">
        <source>Tag %n runs “%1”</source>
        <translation>
            <numerusform>Tag %n run “%1”</numerusform>
            <numerusform>Tag %n runs “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n runs “%1”</source>
        <translation>
            <numerusform>Untag %n run “%1”</numerusform>
            <numerusform>Untag %n runs “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Archive %n runs</source>
        <translation>
            <numerusform>Archive %n run</numerusform>
            <numerusform>Archive %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Take %n runs out of the archive</source>
        <translation>
            <numerusform>Take %n run out of the archive</numerusform>
            <numerusform>Take %n runs out of the archive</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Delete %n runs</source>
        <translation>
            <numerusform>Delete %n run</numerusform>
            <numerusform>Delete %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Restore %n runs</source>
        <translation>
            <numerusform>Restore %n run</numerusform>
            <numerusform>Restore %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::bridge::WorkspaceEdits</name>
    <message numerus="yes">
        <source>Star %n samples</source>
        <translation>
            <numerusform>Star %n sample</numerusform>
            <numerusform>Star %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Unstar %n samples</source>
        <translation>
            <numerusform>Unstar %n sample</numerusform>
            <numerusform>Unstar %n samples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag %n samples “%1”</source>
        <translation>
            <numerusform>Tag %n sample “%1”</numerusform>
            <numerusform>Tag %n samples “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Untag %n samples “%1”</source>
        <translation>
            <numerusform>Untag %n sample “%1”</numerusform>
            <numerusform>Untag %n samples “%1”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::FigureView</name>
    <message numerus="yes">
        <source>%1: %2 over %3, %n series</source>
        <translation>
            <numerusform>%1: %2 over %3, %n series</numerusform>
            <numerusform>%1: %2 over %3, %n series</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::ScatterChart</name>
    <message numerus="yes">
        <source>%n points</source>
        <translation>
            <numerusform>%n point</numerusform>
            <numerusform>%n points</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::ScoreHistogram</name>
    <message numerus="yes">
        <source>%1 to %2: %n sequences</source>
        <translation>
            <numerusform>%1 to %2: %n sequence</numerusform>
            <numerusform>%1 to %2: %n sequences</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::charts::SpreadRows</name>
    <message numerus="yes">
        <source>%1: %n values, smallest %2, quarter %3, median %4, three quarters %5, largest %6, mean %7</source>
        <translation>
            <numerusform>%1: %n value, smallest %2, quarter %3, median %4, three quarters %5, largest %6, mean %7</numerusform>
            <numerusform>%1: %n values, smallest %2, quarter %3, median %4, three quarters %5, largest %6, mean %7</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::FieldEditor</name>
    <message numerus="yes">
        <source>%n demonstrations</source>
        <translation>
            <numerusform>%n demonstration</numerusform>
            <numerusform>%n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::JobSummaryPanel</name>
    <message numerus="yes">
        <source>Run %1 has the same settings and %n units are done.</source>
        <translation>
            <numerusform>Run %1 has the same settings and %n unit is done.</numerusform>
            <numerusform>Run %1 has the same settings and %n units are done.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n things to mend</source>
        <translation>
            <numerusform>%n thing to mend</numerusform>
            <numerusform>%n things to mend</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SetSourceDialog</name>
    <message numerus="yes">
        <source>The best %n demonstrations</source>
        <translation>
            <numerusform>The %n best demonstration</numerusform>
            <numerusform>The best %n demonstrations</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Lever-LM, %n shots, seed %1</source>
        <translation>
            <numerusform>Lever-LM, %n shot, seed %1</numerusform>
            <numerusform>Lever-LM, %n shots, seed %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::SettingsDialog</name>
    <message numerus="yes">
        <source>all %n cores</source>
        <translation>
            <numerusform>the %n core</numerusform>
            <numerusform>all %n cores</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::ShortcutEditor</name>
    <message numerus="yes">
        <source>%n actions share keys: neither works.</source>
        <translation>
            <numerusform>%n action shares keys with another: neither works.</numerusform>
            <numerusform>%n actions share keys: neither works.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::dialogs::TrashDialog</name>
    <message numerus="yes">
        <source>Remove %n runs for good? This cannot be undone.</source>
        <translation>
            <numerusform>Remove %n run for good? This cannot be undone.</numerusform>
            <numerusform>Remove %n runs for good? This cannot be undone.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::JobListModel</name>
    <message numerus="yes">
        <source>%1, %n failed</source>
        <translation>
            <numerusform>%1, %n failed</numerusform>
            <numerusform>%1, %n failed</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::PivotModel</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n seeds</source>
        <translation>
            <numerusform>%n seed</numerusform>
            <numerusform>%n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n queries</source>
        <translation>
            <numerusform>%n query</numerusform>
            <numerusform>%n queries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::RunTreeModel</name>
    <message numerus="yes">
        <source>%1, %n failed</source>
        <translation>
            <numerusform>%1, %n failed</numerusform>
            <numerusform>%1, %n failed</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1, %n runs</source>
        <translation>
            <numerusform>%1, %n run</numerusform>
            <numerusform>%1, %n runs</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SampleModel</name>
    <message numerus="yes">
        <source>Used as a demonstration %n times</source>
        <translation>
            <numerusform>Used as a demonstration once</numerusform>
            <numerusform>Used as a demonstration %n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SetListModel</name>
    <message numerus="yes">
        <source>%1, %n demonstrations, %2</source>
        <translation>
            <numerusform>%1, %n demonstration, %2</numerusform>
            <numerusform>%1, %n demonstrations, %2</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1
%n demonstrations, %2</source>
        <translation>
            <numerusform>%1
%n demonstration, %2</numerusform>
            <numerusform>%1
%n demonstrations, %2</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::models::SummaryModel</name>
    <message numerus="yes">
        <source>%1 queries, %n seeds</source>
        <translation>
            <numerusform>%1 queries, %n seed</numerusform>
            <numerusform>%1 queries, %n seeds</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::shell::MainWindow</name>
    <message numerus="yes">
        <source>%n jobs, %1%</source>
        <translation>
            <numerusform>%n job, %1%</numerusform>
            <numerusform>%n jobs, %1%</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n jobs</source>
        <translation>
            <numerusform>%n job</numerusform>
            <numerusform>%n jobs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</source>
        <translation>
            <numerusform>%1 has changed since %2 and was imported beside the old version, which %n run goes on referring to.</numerusform>
            <numerusform>%1 has changed since %2 and was imported beside the old version, which %n runs go on referring to.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n records were left out; the first: %1</source>
        <translation>
            <numerusform>%n record was left out: %1</numerusform>
            <numerusform>%n records were left out; the first: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ChartOptions</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::ChartsPage</name>
    <message numerus="yes">
        <source>, %n shots</source>
        <translation>
            <numerusform>, %n shot</numerusform>
            <numerusform>, %n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>95 % interval: bootstrap over %n seeds and the queries, 1,000 resamples</source>
        <translation>
            <numerusform>95 % interval: bootstrap over %n seed and the queries, 1,000 resamples</numerusform>
            <numerusform>95 % interval: bootstrap over %n seeds and the queries, 1,000 resamples</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n runs added to the chart.</source>
        <translation>
            <numerusform>%n run added to the chart.</numerusform>
            <numerusform>%n runs added to the chart.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DataPage</name>
    <message numerus="yes">
        <source>No sample matches %n filters</source>
        <translation>
            <numerusform>No sample matches the filter</numerusform>
            <numerusform>No sample matches %n filters</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n rows copied</source>
        <translation>
            <numerusform>%n row copied</numerusform>
            <numerusform>%n rows copied</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A set has at most %n demonstrations.</source>
        <translation>
            <numerusform>A set has at most %n demonstration.</numerusform>
            <numerusform>A set has at most %n demonstrations.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Add %n demonstrations to “%1”</source>
        <translation>
            <numerusform>Add %n demonstration to “%1”</numerusform>
            <numerusform>Add %n demonstrations to “%1”</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n demonstrations added to “%1”</source>
        <translation>
            <numerusform>%n demonstration added to “%1”</numerusform>
            <numerusform>%n demonstrations added to “%1”</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::DmPage</name>
    <message numerus="yes">
        <source>%1 anchors, %2 sequences of up to %n demonstrations</source>
        <translation>
            <numerusform>%1 anchors, %2 sequences of up to %n demonstration</numerusform>
            <numerusform>%1 anchors, %2 sequences of up to %n demonstrations</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::InspectorView</name>
    <message numerus="yes">
        <source>%n times</source>
        <translation>
            <numerusform>once</numerusform>
            <numerusform>%n times</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::JobDetails</name>
    <message numerus="yes">
        <source>%n units failed and were left out</source>
        <translation>
            <numerusform>%n unit failed and was left out</numerusform>
            <numerusform>%n units failed and were left out</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::LaneView</name>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>A what-if has at most %n demonstration.</numerusform>
            <numerusform>A what-if has at most %n demonstrations.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::MapPage</name>
    <message numerus="yes">
        <source>%n vectors are NaN and were skipped.</source>
        <translation>
            <numerusform>%n vector is NaN and was skipped.</numerusform>
            <numerusform>%n vectors are NaN and were skipped.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>From the current query to its %n demonstrations; numbers are places in the prompt.</source>
        <translation>
            <numerusform>From the current query to its %n demonstration; the number is its place in the prompt.</numerusform>
            <numerusform>From the current query to its %n demonstrations; numbers are places in the prompt.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Select the %n samples of train instead</source>
        <translation>
            <numerusform>Select the %n sample of train instead</numerusform>
            <numerusform>Select the %n samples of train instead</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Select the %n samples of validation instead</source>
        <translation>
            <numerusform>Select the %n sample of validation instead</numerusform>
            <numerusform>Select the %n samples of validation instead</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::QueryComparison</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 · %n shots</source>
        <translation>
            <numerusform>%1 · %n shot</numerusform>
            <numerusform>%1 · %n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunComparison</name>
    <message numerus="yes">
        <source>A %1, B %2; %3 on average over %n queries</source>
        <translation>
            <numerusform>A %1, B %2; %3 on average over %n query</numerusform>
            <numerusform>A %1, B %2; %3 on average over %n queries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunDetailsView</name>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more selected</source>
        <translation>
            <numerusform>and %n more selected</numerusform>
            <numerusform>and %n more selected</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::RunsPage</name>
    <message numerus="yes">
        <source>%n runs</source>
        <translation>
            <numerusform>%n run</numerusform>
            <numerusform>%n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 of %n runs</source>
        <translation>
            <numerusform>%1 of %n run</numerusform>
            <numerusform>%1 of %n runs</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Tag of %n runs; one that all of them have is taken away</source>
        <translation>
            <numerusform>Tag of %n run; one that it has already is taken away</numerusform>
            <numerusform>Tag of %n runs; one that all of them have is taken away</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Move %n runs to the trash?</source>
        <translation>
            <numerusform>Move %n run to the trash?</numerusform>
            <numerusform>Move %n runs to the trash?</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>and %n more</source>
        <translation>
            <numerusform>and %n more</numerusform>
            <numerusform>and %n more</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SampleGrid</name>
    <message numerus="yes">
        <source>%n samples</source>
        <translation>
            <numerusform>%n sample</numerusform>
            <numerusform>%n samples</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequenceFilm</name>
    <message numerus="yes">
        <source>%n added</source>
        <translation>
            <numerusform>%n added</numerusform>
            <numerusform>%n added</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n replaced</source>
        <translation>
            <numerusform>%n replaced</numerusform>
            <numerusform>%n replaced</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Changing: from one row to the next up to %n demonstrations are replaced.</source>
        <translation>
            <numerusform>Changing: from one row to the next up to %n demonstration is replaced.</numerusform>
            <numerusform>Changing: from one row to the next up to %n demonstrations are replaced.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>Show all layouts with %n shots</source>
        <translation>
            <numerusform>Show all layouts with %n shot</numerusform>
            <numerusform>Show all layouts with %n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n shots: %1</source>
        <translation>
            <numerusform>%n shot: %1</numerusform>
            <numerusform>%n shots: %1</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SequencesPage</name>
    <message numerus="yes">
        <source>%n shots</source>
        <translation>
            <numerusform>%n shot</numerusform>
            <numerusform>%n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A what-if has at most %n demonstrations.</source>
        <translation>
            <numerusform>A what-if has at most %n demonstration.</numerusform>
            <numerusform>A what-if has at most %n demonstrations.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n in both, %1 of them moved · Jaccard %2 · order %3</source>
        <translation>
            <numerusform>%n in both, %1 of them moved · Jaccard %2 · order %3</numerusform>
            <numerusform>%n in both, %1 of them moved · Jaccard %2 · order %3</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetComparison</name>
    <message numerus="yes">
        <source>Score, %n shots</source>
        <translation>
            <numerusform>Score, %n shot</numerusform>
            <numerusform>Score, %n shots</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetFactsView</name>
    <message numerus="yes">
        <source>Run %1, %2, %n shots</source>
        <translation>
            <numerusform>Run %1, %2, %n shot</numerusform>
            <numerusform>Run %1, %2, %n shots</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>mean distance of %n queries to the nearest member</source>
        <translation>
            <numerusform>distance of %n query to the nearest member</numerusform>
            <numerusform>mean distance of %n queries to the nearest member</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%1 over %n queries; 95 % interval: bootstrap over queries</source>
        <translation>
            <numerusform>%1 over %n query; 95 % interval: bootstrap over queries</numerusform>
            <numerusform>%1 over %n queries; 95 % interval: bootstrap over queries</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::SetsPage</name>
    <message numerus="yes">
        <source>A set has at most %n demonstrations.</source>
        <translation>
            <numerusform>A set has at most %n demonstration.</numerusform>
            <numerusform>A set has at most %n demonstrations.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>A set has each demonstration once and at most %n of them; the others were left out.</source>
        <translation>
            <numerusform>A set has each demonstration once and at most %n of them; the others were left out.</numerusform>
            <numerusform>A set has each demonstration once and at most %n of them; the others were left out.</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::StepInspector</name>
    <message numerus="yes">
        <source>Lever-LM sees the query's %1 and the candidates' %2; %n candidates.</source>
        <translation>
            <numerusform>Lever-LM sees the query's %1 and the candidates' %2; %n candidate.</numerusform>
            <numerusform>Lever-LM sees the query's %1 and the candidates' %2; %n candidates.</numerusform>
        </translation>
    </message>
    <message numerus="yes">
        <source>%n forward passes</source>
        <translation>
            <numerusform>%n forward pass</numerusform>
            <numerusform>%n forward passes</numerusform>
        </translation>
    </message>
</context>
<context>
    <name>fulcrum::views::TagEditor</name>
    <message numerus="yes">
        <source>Tags of %n samples</source>
        <translation>
            <numerusform>Tags of %n sample</numerusform>
            <numerusform>Tags of %n samples</numerusform>
        </translation>
    </message>
</context>
</TS>
