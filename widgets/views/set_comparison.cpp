// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/set_comparison.h"

#include "core/icl/cell_comparison.h"
#include "core/icl/sequence_agreement.h"
#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/error_text.h"
#include "widgets/bridge/format.h"
#include "widgets/bridge/job_monitor.h"
#include "widgets/bridge/workspace_edits.h"
#include "widgets/bridge/workspace_state.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/flow_layout.h"
#include "widgets/views/sequence_diff.h"

#include <QComboBox>
#include <QLabel>
#include <QScrollArea>
#include <QVBoxLayout>
#include <numeric>

namespace fulcrum::views {

namespace {

using FactsPair = std::pair<bridge::SetFacts, bridge::SetFacts>;
struct ReadSets
{
    FactsPair facts;
    std::optional<metrics::PairedDifference> paired;
};

double meanOf(const std::vector<float>& values)
{
    return values.empty() ? bridge::kUnknownNumber : std::accumulate(values.begin(), values.end(), 0.0) / static_cast<double>(values.size());
}

/// Two evaluations over the same queries with the same number of shots, the newest.
std::pair<const icl::SetEvaluation*, const icl::SetEvaluation*> comparable(const bridge::SetFacts& a, const bridge::SetFacts& b)
{
    for (const icl::SetEvaluation& one : a.evaluations)
        for (const icl::SetEvaluation& two : b.evaluations)
            if (one.cell.shots == two.cell.shots && one.queries == two.queries)
                return {&one, &two};
    return {nullptr, nullptr};
}

Result<ReadSets> readBoth(bridge::SetRequest request, bridge::IcdSet first, bridge::IcdSet second, std::stop_token stop)
{
    ReadSets both;
    request.set = std::move(first);
    FULCRUM_TRY(both.facts.first, bridge::readSetFacts(request, stop));
    request.set = std::move(second);
    FULCRUM_TRY(both.facts.second, bridge::readSetFacts(request, stop));
    if (const auto [one, two] = comparable(both.facts.first, both.facts.second); one) {
        FULCRUM_TRY(both.paired, metrics::pairedBootstrap(one->scores, two->scores));
    }
    return both;
}

} // namespace

SetComparison::SetComparison(const ComparePageParts& parts, QWidget* parent)
    : QWidget(parent), m_parts(parts), m_request(&parts.session->worker()), m_summary(theme::label({}, theme::Text::Heading, nullptr, true)),
      m_table(theme::label({}, theme::Text::Body)), m_diff(new SequenceDiff(parts.thumbnails)), m_choices(new QWidget),
      m_content(new QWidget),
      m_message(new MessageCard), m_bar(new InlineBar)
{
    auto* choices = new QHBoxLayout(m_choices);
    choices->setContentsMargins(16, 4, 16, 8);
    choices->setSpacing(12);
    for (int side = 0; side < 2; ++side) {
        const QString name = side == 0 ? tr("A") : tr("B");
        choices->addWidget(theme::label(name, theme::Text::Title));
        m_choice[side] = new QComboBox;
        m_choice[side]->setMinimumWidth(200);
        m_choice[side]->setAccessibleName(tr("Set %1").arg(name));
        connect(m_choice[side], &QComboBox::activated, this, &SetComparison::read);
        choices->addWidget(m_choice[side]);
    }
    choices->addStretch(1);
    auto* inside = new QWidget;
    auto* insideColumn = new QVBoxLayout(inside);
    insideColumn->setContentsMargins(0, 8, 0, 0);
    insideColumn->setSpacing(16);
    insideColumn->addWidget(m_summary);
    m_table->setTextFormat(Qt::RichText);
    m_table->setTextInteractionFlags(Qt::TextSelectableByMouse | Qt::TextSelectableByKeyboard);
    m_table->setAccessibleName(tr("Numbers of both sets"));
    auto* both = new QWidget; // the numbers beside the cards, or below where there is no room
    auto* flow = new FlowLayout(both, 24);
    flow->addWidget(m_diff);
    flow->addWidget(m_table);
    insideColumn->addWidget(both);
    insideColumn->addStretch();
    auto* scroll = new QScrollArea;
    scroll->setWidget(inside);
    scroll->setWidgetResizable(true);
    scroll->setFrameShape(QFrame::NoFrame);
    scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto* column = new QVBoxLayout(m_content);
    column->setContentsMargins(16, 0, 16, 12);
    column->addWidget(scroll, 1);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->setSpacing(0);
    whole->addWidget(m_choices);
    whole->addWidget(m_bar);
    whole->addWidget(m_content, 1);
    whole->addWidget(m_message, 1);

    connect(m_diff, &SequenceDiff::entered, this, [this](const bridge::IcdView& icd) {
        if (icd.index >= 0)
            m_parts.state->setSelection({bridge::SampleSet(icd.index), bridge::SampleRef {m_parts.state->task(), data::Split::Train, icd.index}});
    });
    connect(parts.edits->sets(), &bridge::IcdSets::changed, this, &SetComparison::showSets);
    connect(parts.session, &bridge::ProjectSession::datasetsLoaded, this, &SetComparison::showSets);
    connect(parts.state, &bridge::WorkspaceState::taskChanged, this, &SetComparison::showSets);
    connect(parts.monitor, &bridge::JobMonitor::stateChanged, this, [this](store::RunId, store::RunState state) {
        if (state == store::RunState::Succeeded)
            read();
    });
    showSets();
}

void SetComparison::setSets(const QString& a, const QString& b)
{
    for (int side = 0; side < 2; ++side)
        m_choice[side]->setCurrentIndex(m_choice[side]->findText(side == 0 ? a : b));
    read();
}

void SetComparison::showSets()
{
    const QVector<bridge::IcdSet> sets = m_parts.edits->sets()->of(m_parts.state->task());
    for (int side = 0; side < 2; ++side) {
        const QString before = m_choice[side]->currentText();
        m_choice[side]->clear();
        for (const bridge::IcdSet& set : sets)
            m_choice[side]->addItem(bridge::IcdSets::nameOf(set));
        const int place = m_choice[side]->findText(before);
        m_choice[side]->setCurrentIndex(place >= 0 ? place : std::min(side, m_choice[side]->count() - 1));
    }
    read();
}

void SetComparison::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    if (m_stale)
        read();
}

/// Reads the embeddings of all queries: only for who looks.
void SetComparison::read()
{
    m_stale = !isVisible();
    if (m_stale)
        return;
    const data::Task task = m_parts.state->task();
    const bridge::IcdSet* first = m_parts.edits->sets()->find(m_choice[0]->currentText());
    const bridge::IcdSet* second = m_parts.edits->sets()->find(m_choice[1]->currentText());
    bridge::SetRequest request {m_parts.session->project(), m_parts.session->dataset(task, data::Split::Validation),
        m_parts.session->dataset(task, data::Split::Train), {}};
    if (!first || !second || m_choice[0]->count() < 2 || !request.queries || !request.support) {
        m_request.cancel();
        m_busy = false;
        m_problem.reset();
        m_facts[0].reset();
        m_facts[1].reset();
        m_bar->hide();
        showState();
        return;
    }
    m_busy = true;
    m_request.run(
        this,
        [request, a = *first, b = *second](std::stop_token stop) { return readBoth(request, a, b, stop); },
        [this](Result<ReadSets> both) {
            m_busy = false;
            m_problem.reset();
            if (!both) {
                if (both.error().code == ErrorCode::Cancelled)
                    return;
                m_problem = both.error();
                m_facts[0].reset(); // not those of before
                m_facts[1].reset();
                m_bar->hide();
                showState();
                return;
            }
            m_facts[0] = std::move(both->facts.first);
            m_facts[1] = std::move(both->facts.second);
            m_paired = both->paired;
            showFacts();
        });
}

QVector<SetComparison::Line> SetComparison::lines() const
{
    const bridge::SetFacts &a = *m_facts[0], &b = *m_facts[1];
    const auto line = [](const QString& name, double one, double two, int decimals) {
        const bool both = std::isfinite(one) && std::isfinite(two);
        const auto text = [decimals](double value) { return std::isfinite(value) ? bridge::number(value, decimals) : QStringLiteral("–"); };
        return Line {name, text(one), text(two), both ? bridge::difference(one - two, decimals) : QStringLiteral("–")};
    };
    QVector<Line> all {line(tr("Demonstrations"), static_cast<double>(a.icds.size()), static_cast<double>(b.icds.size()), 0)};
    if (const auto [one, two] = comparable(a, b); one) {
        const auto estimate = [](const metrics::Estimate& value) {
            return tr("%1 [%2, %3]").arg(bridge::number(value.value, 1), bridge::number(value.low, 1), bridge::number(value.high, 1));
        };
        Line score {tr("Score, %n shots", nullptr, one->cell.shots), estimate(one->mean), estimate(two->mean), {}};
        if (m_paired)
            score.difference = tr("%1 [%2, %3], p %4")
                                   .arg(bridge::difference(m_paired->difference.value, 1), bridge::difference(m_paired->difference.low, 1),
                                       bridge::difference(m_paired->difference.high, 1),
                                       m_paired->pValue < 0.001 ? tr("< 0.001") : bridge::number(m_paired->pValue, 3));
        all.append(score);
    } else {
        const auto best = [](const bridge::SetFacts& facts) { return facts.evaluations.empty() ? bridge::kUnknownNumber : facts.evaluations.front().mean.value; };
        all.append(line(tr("Score"), best(a), best(b), 1));
        all.last().difference = tr("not over the same queries and shots");
    }
    all.append(line(tr("Coverage (mean distance of a query)"), meanOf(a.coverage), meanOf(b.coverage), 3));
    all.append(line(tr("Redundancy (mean similarity)"), a.redundancy.value_or(bridge::kUnknownNumber),
        b.redundancy.value_or(bridge::kUnknownNumber), 3));
    all.append(line(tr("Words of a demonstration"), a.texts.meanWords, b.texts.meanWords, 1));
    return all;
}

void SetComparison::showFacts()
{
    const auto& damaged = m_facts[0]->problem ? m_facts[0]->problem : m_facts[1]->problem;
    if (damaged)
        m_bar->showMessage(InlineBar::Kind::Error, bridge::errorParagraph(*damaged), {m_parts.actions->action(QStringLiteral("file.reload"))});
    else
        m_bar->hide();
    m_diff->setSequences(m_facts[0]->icds, m_facts[1]->icds);
    const auto with = icl::sequenceAgreement(m_facts[0]->set.items, m_facts[1]->set.items);
    const auto only = [&](int side) { return static_cast<int>(m_facts[side]->set.items.size()) - static_cast<int>(with.shared); };
    m_summary->setText(tr("%1 in both, %2 only in A, %3 only in B · Jaccard %4 · order %5")
                           .arg(with.shared).arg(only(0)).arg(only(1)).arg(bridge::number(with.jaccard, 2),
                               with.order ? bridge::number(*with.order, 2) : QStringLiteral("–")));
    QString html = QStringLiteral("<table cellpadding='6'><tr><th></th><th align='right'>A</th><th align='right'>B</th><th align='right'>%1</th></tr>")
                       .arg(tr("A − B"));
    for (const Line& line : lines())
        html += QStringLiteral("<tr><td>%1</td><td align='right'>%2</td><td align='right'>%3</td><td align='right'>%4</td></tr>")
                    .arg(line.name.toHtmlEscaped(), line.a.toHtmlEscaped(), line.b.toHtmlEscaped(), line.difference.toHtmlEscaped());
    m_table->setText(html + QStringLiteral("</table>"));
    showState();
    Q_EMIT resultChanged();
}

QString SetComparison::text() const
{
    QStringList rows {QStringList({QString(), m_choice[0]->currentText(), m_choice[1]->currentText(), tr("A − B")}).join(u'\t')};
    for (const Line& line : hasResult() ? lines() : QVector<Line>())
        rows.append(QStringList({line.name, line.a, line.b, line.difference}).join(u'\t'));
    return rows.join(u'\n') + u'\n';
}

void SetComparison::showState()
{
    const bool any = hasResult();
    m_choices->setVisible(m_choice[0]->count() > 1);
    m_content->setVisible(any);
    m_message->setVisible(!any);
    if (any)
        return;
    showEmpty();
    Q_EMIT resultChanged();
}

/// Why there are no two sets beside each other.
void SetComparison::showEmpty()
{
    const auto action = [this](const char* id) { return m_parts.actions->action(QString::fromLatin1(id)); };
    const bool two = m_choice[0]->count() > 1;
    const auto& unread = m_parts.edits->sets()->error();
    const auto& samples = m_parts.session->datasetError();
    if (!m_parts.session->isOpen())
        m_message->show(QStringLiteral("star"), tr("No project is open"), tr("Sets of a project are compared here."),
            {action("file.openDemo"), action("file.openProject")});
    else if (unread || m_problem || (two && samples))
        m_message->show(QStringLiteral("error"), tr("The sets cannot be read"),
            bridge::errorParagraph(unread ? *unread : m_problem ? *m_problem : *samples), {action("file.reload")});
    else if (two)
        m_message->show(QStringLiteral("history"), tr("Reading the sets…"), {});
    else
        m_message->show(QStringLiteral("star"), tr("Fewer than two sets"),
            tr("Make sets on the Sets page: by hand, from Lever-LM, from a D_M or from a file."),
            {action("page.sets")});
}

} // namespace fulcrum::views
