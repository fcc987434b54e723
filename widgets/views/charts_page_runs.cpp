// SPDX-License-Identifier: GPL-3.0-or-later
// Runs that are dragged onto the Charts page, or sent there: their series stand beside those that are shown.
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/chart_styles.h"
#include "widgets/bridge/run_mime.h"
#include "widgets/views/chart_options.h"
#include "widgets/views/charts_page.h"
#include "widgets/views/common.h"

#include <QDragEnterEvent>
#include <QMimeData>

namespace fulcrum::views {

namespace {

/// Dashes of the first, second, ... added run: its strategies keep their colours and markers.
constexpr chart::Dash kDashes[] = {chart::Dash::Dashed, chart::Dash::Dotted, chart::Dash::DashDot, chart::Dash::Long};

/// Appends what is not there, and says how many that were.
int addTo(QVector<store::RunId>& list, const QVector<store::RunId>& more)
{
    int added = 0;
    for (const store::RunId run : more)
        if (!list.contains(run)) {
            list.append(run);
            ++added;
        }
    return added;
}

bool isDm(ChartsPage::Kind kind) { return kind == ChartsPage::Kind::DmScores || kind == ChartsPage::Kind::DmGains; }
bool isEvaluation(ChartsPage::Kind kind) { return kind == ChartsPage::Kind::Metric || kind == ChartsPage::Kind::Bars; }

} // namespace

void ChartsPage::addRuns(const QVector<store::RunId>& runs)
{
    QVector<store::RunId> evaluations, dm, trainings;
    for (const store::RunId run : runs) {
        const auto isRun = [run](const bridge::RunChoice& choice) { return choice.run == run; };
        if (std::any_of(m_choices.dmRuns.begin(), m_choices.dmRuns.end(), isRun))
            dm.append(run);
        else if (std::any_of(m_choices.trainings.begin(), m_choices.trainings.end(), isRun))
            trainings.append(run);
        else if (std::any_of(m_choices.cells.begin(), m_choices.cells.end(), [run](const auto& cell) { return cell.cell.run == run; }))
            evaluations.append(run);
    }
    const Kind shown = kind();
    const bool stays = (isDm(shown) && !dm.isEmpty()) || (shown == Kind::Training && !trainings.isEmpty()); // with one of another kind
    if (!evaluations.isEmpty() && !stays) {
        if (!isEvaluation(shown))
            setKind(Kind::Metric);
        return addEvaluations(evaluations);
    }
    if (!trainings.isEmpty() && (!isDm(shown) || dm.isEmpty())) {
        QVector<store::RunId> all = m_options->trainings();
        const int added = addTo(all, trainings);
        m_options->setTrainings(all);
        setKind(Kind::Training);
        return sayAdded(added, tr("The chart shows them already."));
    }
    if (!dm.isEmpty()) {
        QVector<store::RunId> all = m_options->dmRequest(false).runs;
        const int added = addTo(all, dm);
        m_options->setDmRuns(all);
        setKind(isDm(shown) ? shown : Kind::DmScores);
        return sayAdded(added, tr("The chart shows them already."));
    }
    sayAdded(0, tr("Nothing to draw: only evaluations with a finished cell, D_M and trainings have series."));
}

void ChartsPage::addEvaluations(const QVector<store::RunId>& runs)
{
    QVector<store::RunId> fresh;
    for (const store::RunId run : runs)
        if (!m_data.runs.contains(run))
            fresh.append(run);
    const int added = addTo(m_added, fresh);
    sayAdded(added, tr("The chart shows them already."));
    if (added > 0)
        readAdded();
}

void ChartsPage::readAdded()
{
    ++m_busy;
    m_addedRead.run(
        this,
        [project = m_parts.session->project(), runs = m_added](std::stop_token stop) { return bridge::readAdded(project, runs, stop); },
        [this](const Result<QVector<bridge::AddedEvaluation>>& added) {
            m_busy = std::max(0, m_busy - 1);
            if (added) {
                m_addedData = *added;
            } else if (added.error().code != ErrorCode::Cancelled) {
                removeAdded(); // one of them is gone
                showProblem(added.error());
            }
            setMeasures();
            compose();
        });
}

void ChartsPage::removeAdded()
{
    m_addedRead.cancel();
    m_added.clear();
    m_addedData.clear();
    m_bar->hide();
    setMeasures();
    compose();
}

void ChartsPage::sayAdded(int count, const QString& refused)
{
    if (count == 0)
        return m_bar->showMessage(InlineBar::Kind::Warning, refused);
    m_bar->showMessage(InlineBar::Kind::Note, tr("%n runs added to the chart.", nullptr, count),
        isEvaluation(kind()) ? QList<QAction*> {m_parts.actions->action(QStringLiteral("charts.removeRuns"))} : QList<QAction*>());
}

/// Of the evaluations that the page shows by itself, then of those that were added.
std::vector<icl::StrategySummary> ChartsPage::shownRows() const
{
    std::vector<icl::StrategySummary> rows = m_data.rows;
    for (const bridge::AddedEvaluation& added : m_addedData)
        if (!m_data.runs.contains(added.run)) // it has become one of those meanwhile
            rows.insert(rows.end(), added.rows.begin(), added.rows.end());
    return rows;
}

std::map<std::string, std::string> ChartsPage::shownMetadata() const
{
    std::map<std::string, std::string> metadata = m_data.figure.metadata;
    for (const bridge::AddedEvaluation& added : m_addedData)
        for (const auto& [key, value] : added.metadata)
            if (std::string& all = metadata[key]; key != "program")
                all += (all.empty() ? "" : ",") + value;
    return metadata;
}

/// A strategy of an added run looks like itself with the dash of the run, and says which run it is of; what a person has chosen stays.
void ChartsPage::dressAdded(chart::Figure& figure) const
{
    for (chart::Panel& panel : figure.panels)
        for (chart::Series& series : panel.series) {
            const auto [strategy, run] = bridge::partsOfKey(series.key);
            const qsizetype number = m_added.indexOf(run);
            if (run == 0 || number < 0 || number >= m_addedData.size())
                continue;
            chart::StyleChange look = figure.styles.change(series.key);
            if (look.label.empty())
                look.label = figure.styles.nameOf(strategy) + ", " + m_addedData[number].name.toStdString();
            if (look.group.empty())
                look.group = m_addedData[number].name.toStdString();
            if (!look.dash)
                look.dash = kDashes[static_cast<std::size_t>(number) % std::size(kDashes)];
            figure.styles.set(series.key, look);
            series.wears = strategy;
            series.horizontal = strategy == "zero-shot" && series.mark == chart::Mark::Line;
        }
}

void ChartsPage::dragEnterEvent(QDragEnterEvent* event)
{
    if (!m_parts.session->isOpen() || bridge::runsFrom(event->mimeData()).isEmpty())
        return;
    event->acceptProposedAction();
    m_dropFrame->setGeometry(rect());
    m_dropFrame->raise();
    m_dropFrame->show();
}

void ChartsPage::dragMoveEvent(QDragMoveEvent* event) { event->acceptProposedAction(); }

void ChartsPage::dragLeaveEvent(QDragLeaveEvent*) { m_dropFrame->hide(); }

void ChartsPage::dropEvent(QDropEvent* event)
{
    m_dropFrame->hide();
    const QVector<store::RunId> runs = bridge::runsFrom(event->mimeData());
    if (runs.isEmpty())
        return;
    event->acceptProposedAction();
    addRuns(runs);
}

} // namespace fulcrum::views
