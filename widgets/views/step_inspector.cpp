// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/step_inspector.h"

#include "widgets/bridge/format.h"
#include "widgets/charts/step_charts.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QVBoxLayout>
#include <cmath>

namespace fulcrum::views {

namespace {

constexpr int kAlternatives = 10;
constexpr icl::ExplainParts kGains {true, false, false}, kLeaveOneOut {false, true, false}, kOrders {false, false, true};

QString textOf(const data::Dataset& support, std::int64_t index)
{
    icl::IcdStep icd;
    icd.index = index;
    const bridge::IcdView view = bridge::describeIcd(support, icd);
    return view.answer.isEmpty() ? view.text : QStringLiteral("%1 %2").arg(view.text, view.answer);
}

/// "2-1-3": places of the present prompt in another order.
QString orderText(const std::vector<int>& order)
{
    QStringList places;
    for (const int position : order)
        places.append(QString::number(position + 1));
    return places.join(QStringLiteral("-"));
}

/// Whether both chose the same in all steps before `step` and in it.
bool samePrefix(const icl::IcdSequence& one, const icl::IcdSequence& other, int step)
{
    const auto chosen = [](const icl::IcdSequence& sequence, int at) {
        for (const icl::IcdStep& icd : sequence.icds)
            if (icd.step == at)
                return icd.index;
        return std::int64_t {-1};
    };
    for (int at = 0; at <= step; ++at)
        if (chosen(one, at) != chosen(other, at))
            return false;
    return true;
}

} // namespace

StepInspector::StepInspector(bridge::LaneBoard* board, bridge::WorkspaceState* state, QWidget* parent)
    : QWidget(parent), m_board(board), m_state(state), m_message(new MessageCard), m_scroll(new QScrollArea), m_column(nullptr),
      m_title(theme::label({}, theme::Text::Heading, nullptr, true)), m_text(theme::label({}, theme::Text::Body, nullptr, true)),
      m_seen(theme::label({}, theme::Text::Small, nullptr, true)), m_alternatives(new charts::BarRows),
      m_leaveOneOut(new charts::BarRows), m_waterfall(new charts::WaterfallChart), m_orders(new charts::StripPlot),
      m_attention(new charts::ShareGrid), m_attentionSection(new QWidget),
      m_alternativesNote(theme::label({}, theme::Text::Small, nullptr, true)),
      m_gainTable(theme::label({}, theme::Text::Small, nullptr, true)), m_exclude(new QPushButton(tr("Exclude and regenerate")))
{
    paintAsPage(this);
    setMinimumWidth(240);
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    m_column = new QVBoxLayout(content);
    m_column->setContentsMargins(16, 16, 16, 16);
    m_column->setSpacing(8);
    m_column->addWidget(m_title);
    m_column->addWidget(m_text);
    m_column->addWidget(m_seen);
    theme::makeSecondary(m_text);
    addAlternatives();
    m_waterfall->setAccessibleName(tr("Likelihood of the true answer as the sequence grew"));
    m_leaveOneOut->setAccessibleName(tr("What is lost without each demonstration"));
    m_orders->setAccessibleName(tr("Likelihood of the true answer in other orders"));
    m_gains = addSection(tr("Gains"),
        tr("P(y|x,S) of the query's true answer y after each step; gain: difference to the step before; log-gain: the same of the logarithms"),
        {m_waterfall, m_gainTable}, kGains);
    m_without = addSection(tr("Leave one out"), tr("P(y|x,S) minus P(y|x,S without this demonstration)"), {m_leaveOneOut}, kLeaveOneOut);
    m_order = addSection(tr("Order"), tr("P(y|x,S) of the same demonstrations in other orders: all of them up to four, else 24"), {m_orders}, kOrders);
    addAttention();
    m_column->addStretch();
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    auto* whole = new QVBoxLayout(this);
    whole->setContentsMargins(0, 0, 0, 0);
    whole->addWidget(m_scroll);
    whole->addWidget(m_message);
    for (const auto changed : {&bridge::LaneBoard::selectedChanged, &bridge::LaneBoard::lanesChanged,
             &bridge::LaneBoard::alternativesChanged, &bridge::LaneBoard::busyChanged})
        connect(board, changed, this, &StepInspector::refresh);
    connect(board, &bridge::LaneBoard::laneChanged, this, [this](const QString& key) {
        if (m_board->selected() && m_board->selected()->lane == key)
            refresh();
    });
    refresh();
}

QVector<QPushButton*> StepInspector::computeButtons() const { return {m_gains.compute, m_without.compute, m_order.compute}; }

void StepInspector::addAlternatives()
{
    m_column->addWidget(makeLine(Qt::Horizontal));
    auto* title = theme::label(tr("Alternatives"), theme::Text::Heading);
    title->setToolTip(tr("The best candidates of this step; what was chosen is marked"));
    m_column->addWidget(title);
    m_alternatives->setAccessibleName(tr("Alternatives of the step"));
    m_column->addWidget(m_alternatives);
    m_column->addWidget(m_alternativesNote);
    m_column->addWidget(m_exclude);
    connect(m_exclude, &QPushButton::clicked, this, [this] {
        if (const auto& place = m_board->selected())
            m_board->regenerateWithout(place->lane, place->position);
    });
    connect(m_alternatives, &charts::BarRows::clicked, this, [this](int row) {
        if (row >= m_alternativeItems.size())
            return;
        const std::int64_t index = m_alternativeItems[row];
        m_state->setSelection({bridge::SampleSet(index), bridge::SampleRef {m_state->task(), data::Split::Train, index}});
    });
}

void StepInspector::addAttention()
{
    auto* column = new QVBoxLayout(m_attentionSection);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(8);
    column->addWidget(makeLine(Qt::Horizontal));
    auto* title = theme::label(tr("Attention"), theme::Text::Heading);
    title->setToolTip(tr("What Lever-LM looked at when it chose this demonstration: the mean over all heads, then each head (layer·head)"));
    column->addWidget(title);
    m_attention->setAccessibleName(tr("Attention of Lever-LM at this step"));
    column->addWidget(m_attention);
    column->addWidget(theme::label(tr("Attention is a diagnostic, not an explanation."), theme::Text::Small, nullptr, true));
    m_column->addWidget(m_attentionSection);
}

StepInspector::Section StepInspector::addSection(
    const QString& title, const QString& tip, const QVector<QWidget*>& content, const icl::ExplainParts& parts)
{
    m_column->addWidget(makeLine(Qt::Horizontal));
    auto* heading = theme::label(title, theme::Text::Heading);
    heading->setToolTip(tip);
    m_column->addWidget(heading);
    Section section {new QWidget, theme::label({}, theme::Text::Small, nullptr, true), new QPushButton(tr("Compute"))};
    auto* column = new QVBoxLayout(section.whole);
    column->setContentsMargins(0, 0, 0, 0);
    column->setSpacing(6);
    for (QWidget* one : content)
        column->addWidget(one);
    m_column->addWidget(section.whole);
    m_column->addWidget(section.note);
    m_column->addWidget(section.compute);
    section.compute->setAccessibleName(tr("Compute: %1").arg(title));
    connect(section.compute, &QPushButton::clicked, this, [this, parts] {
        if (const auto& place = m_board->selected())
            m_board->explain(place->lane, parts);
    });
    return section;
}

void StepInspector::showEvent(QShowEvent* event)
{
    QWidget::showEvent(event);
    refresh();
}

void StepInspector::refresh()
{
    if (!isVisible())
        return;
    const auto& place = m_board->selected();
    const bridge::Lane* lane = place ? m_board->find(place->lane) : nullptr;
    const bool there = lane && place->position < lane->icds.size();
    m_scroll->setVisible(there);
    m_message->setVisible(!there);
    if (!there) {
        m_message->show(QStringLiteral("inspector"), tr("Select a card"),
            tr("Select a demonstration on the Sequences page to see why it was chosen and what it does."));
        return;
    }
    showHeader(*lane, place->position);
    showAlternatives(*lane, place->position);
    showGains(*lane, place->position);
    showLeaveOneOut(*lane, place->position);
    showOrders(*lane);
    showAttention(*lane, place->position);
}

void StepInspector::showHeader(const bridge::Lane& lane, int position)
{
    const bridge::IcdView& icd = lane.icds[position];
    m_title->setText(tr("%1: step %2, place %3 of %4").arg(lane.title).arg(icd.step + 1).arg(position + 1).arg(lane.icds.size()));
    m_text->setText(icd.answer.isEmpty() ? icd.text : QStringLiteral("%1 %2").arg(icd.text, icd.answer));
    const auto written = m_board->written(lane);
    m_seen->setVisible(written.has_value());
    if (!written)
        return;
    const auto parts = [](bool image, bool text) {
        return image && text ? tr("image and text") : image ? tr("image") : tr("text");
    };
    m_seen->setText(tr("Lever-LM sees the query's %1 and the candidates' %2; %n candidates.", nullptr, written->items)
                        .arg(parts(written->queryImage, written->queryText), parts(written->icdImage, written->icdText)));
}

void StepInspector::showAlternatives(const bridge::Lane& lane, int position)
{
    const QString obstacle = m_board->alternativesObstacle(lane);
    const auto sequence = obstacle.isEmpty() ? m_board->withAlternatives(lane) : std::nullopt;
    const auto support = m_board->support();
    m_alternativeItems.clear();
    QVector<charts::BarRows::Row> rows;
    const icl::IcdStep* icd = sequence ? &sequence->icds[static_cast<std::size_t>(position)] : nullptr;
    double mass = 0;
    for (int i = 0; icd && i < std::min(kAlternatives, static_cast<int>(icd->alternatives.size())); ++i) {
        const auto& [item, value] = icd->alternatives[static_cast<std::size_t>(i)];
        mass += value;
        const QString text = textOf(*support, item);
        rows.append({QString::number(i + 1), text, bridge::number(value, 3), value, item == icd->index,
            tr("%1\nSample %2").arg(text).arg(support->id(static_cast<std::size_t>(item)))});
        m_alternativeItems.append(item);
    }
    m_alternatives->setRows(rows, false);
    m_alternatives->setVisible(!rows.isEmpty());
    const bool lever = lane.strategy == u"lever-lm";
    const QString waiting = !obstacle.isEmpty() ? obstacle
        : !sequence                             ? tr("Looking for the alternatives…")
                                                : tr("The alternatives of this step are not known: an earlier choice differs from what is chosen now.");
    if (rows.isEmpty()) {
        m_alternativesNote->setText(waiting);
    } else {
        QStringList facts;
        if (lever)
            facts.append(tr("These have %1 of the probability.").arg(bridge::number(mass, 3)));
        if (rows.size() > 1)
            facts.append(tr("Margin of the first over the second: %1.").arg(bridge::number(rows[0].amount - rows[1].amount, 3)));
        if (std::isfinite(icd->entropyBits))
            facts.append(tr("Entropy: %1 bits.").arg(bridge::number(icd->entropyBits, 2)));
        m_alternativesNote->setText(facts.join(u' '));
    }
    const bool canExclude = lever && lane.trainRun != 0 && !model::engineModule().empty();
    m_exclude->setEnabled(canExclude);
    m_exclude->setToolTip(canExclude ? tr("Lever-LM writes the sequence again and may not use this demonstration; a what-if shows it")
                                     : tr("Only a sequence that a Lever-LM of this project wrote can be written again."));
}

/// The button of a section: what it would cost, or why it cannot be pressed.
void StepInspector::offer(const Section& section, const bridge::Lane& lane, const icl::ExplainParts& parts, bool known)
{
    section.whole->setVisible(known);
    section.compute->setVisible(!known);
    if (known)
        return;
    const bool asking = m_board->isAsking(lane);
    const icl::ExplainCost cost = icl::explainCost(lane.sequence, parts);
    const double seconds = m_board->engine()->secondsFor(cost);
    const QString passes = tr("%n forward passes", nullptr, static_cast<int>(cost.prompts));
    section.note->setText(asking ? tr("Asking…")
            : seconds < 0        ? tr("No score yet. %1; the model is loaded first.").arg(passes)
                                 : tr("No score yet. %1, about %2 on this device.").arg(passes, bridge::duration(std::max(1.0, seconds))));
    section.compute->setEnabled(!asking && m_board->askObstacle().isEmpty());
    section.compute->setToolTip(m_board->askObstacle());
    if (!m_board->askObstacle().isEmpty())
        section.note->setText(m_board->askObstacle());
}

void StepInspector::showGains(const bridge::Lane& lane, int position)
{
    const auto& gains = lane.findings.gains;
    offer(m_gains, lane, kGains, gains.has_value());
    if (!gains)
        return;
    QVector<charts::WaterfallChart::Step> steps {{tr("none"), gains->baseProbability,
        tr("P(y|x) without demonstrations: %1").arg(bridge::number(gains->baseProbability, 4))}};
    QString table = QStringLiteral("<table cellspacing=0 cellpadding=2 width=100%><tr><td>%1</td><td align=right>P</td><td align=right>%2</td>"
                                   "<td align=right>%3</td><td align=right>%4</td></tr>")
                        .arg(tr("Step"), tr("gain"), tr("log-gain"), tr("total"));
    table += QStringLiteral("<tr><td>0</td><td align=right>%1</td><td></td><td></td><td></td></tr>").arg(bridge::number(gains->baseProbability, 3));
    for (std::size_t t = 0; t < gains->steps.size(); ++t) {
        const icl::GainStep& step = gains->steps[t];
        steps.append({QString::number(t + 1), step.probability,
            tr("Step %1, place %2: P(y|x,S) %3, gain %4").arg(t + 1).arg(step.position + 1)
                .arg(bridge::number(step.probability, 4), bridge::difference(step.gain, 4))});
        const QString row = QStringLiteral("<tr><td>%1</td><td align=right>%2</td><td align=right>%3</td><td align=right>%4</td><td align=right>%5</td></tr>")
                                .arg(QString::number(t + 1), bridge::number(step.probability, 3), bridge::gain(step.gain),
                                    bridge::difference(step.logGain, 3), bridge::gain(step.cumulative));
        // The row of the selected demonstration.
        table += step.position == position ? QString(row).replace(QStringLiteral("<td"), QStringLiteral("<td style=\"font-weight:600\"")) : row;
    }
    m_waterfall->setSteps(steps);
    m_gainTable->setText(table + QStringLiteral("</table>"));
    m_gains.note->setText(tr("The official gain is the difference of probabilities, not of logarithms."));
}

void StepInspector::showLeaveOneOut(const bridge::Lane& lane, int position)
{
    const auto& without = lane.findings.leaveOneOut;
    const auto& whole = lane.findings.probability;
    const bool known = without && whole && static_cast<qsizetype>(without->size()) == lane.icds.size();
    offer(m_without, lane, kLeaveOneOut, known);
    if (!known)
        return;
    QVector<charts::BarRows::Row> rows;
    for (int i = 0; i < lane.icds.size(); ++i) {
        const double left = (*without)[static_cast<std::size_t>(i)], lost = *whole - left;
        rows.append({QString::number(i + 1), lane.icds[i].text, bridge::gain(lost), lost, i == position,
            tr("%1\nP(y|x,S) falls from %2 to %3 without it").arg(lane.icds[i].text, bridge::number(*whole, 4), bridge::number(left, 4))});
    }
    m_leaveOneOut->setRows(rows, true);
    const double own = rows[position].amount;
    m_without.note->setText(own >= 0 ? tr("Without this demonstration P(y|x,S) falls by %1.").arg(bridge::number(own, 4))
                                     : tr("Without this demonstration P(y|x,S) rises by %1.").arg(bridge::number(-own, 4)));
}

void StepInspector::showOrders(const bridge::Lane& lane)
{
    const auto& orders = lane.findings.orders;
    offer(m_order, lane, kOrders, orders.has_value());
    if (!orders)
        return;
    QVector<charts::StripPlot::Point> points;
    const double present = orders->front().probability;
    int better = 0;
    const icl::ScoredOrder* best = &orders->front();
    for (const icl::ScoredOrder& one : *orders) {
        const bool isPresent = &one == &orders->front();
        points.append({one.probability, isPresent,
            (isPresent ? tr("present order %1: %2") : tr("order %1: %2")).arg(orderText(one.order), bridge::number(one.probability, 4))});
        better += one.probability > present;
        if (one.probability > best->probability)
            best = &one;
    }
    m_orders->setPoints(points);
    QString note = tr("The present order (diamond) is number %1 of %2.").arg(better + 1).arg(orders->size());
    if (better > 0)
        note += u' ' + tr("The best is %1, %2.").arg(orderText(best->order), bridge::gain(best->probability - present));
    m_order.note->setText(note);
}

/// Hidden where no Lever-LM wrote the step, where it has no attention (LSTM), and where what it would write now differs before it.
void StepInspector::showAttention(const bridge::Lane& lane, int position)
{
    const int step = lane.icds[position].step;
    const auto written = m_board->written(lane);
    const bool there = written && written->attention.positions > step + 1 && samePrefix(lane.sequence, written->sequence, step);
    m_attentionSection->setVisible(there);
    if (!there)
        return;
    const model::LeverAttention& attention = written->attention;
    const int from = step + 1; // the position that predicts this step
    QStringList columns {tr("BOS"), tr("query")};
    for (int i = 0; i < step; ++i)
        columns.append(QString::number(i + 1));
    QVector<charts::ShareGrid::Row> rows {{tr("mean"), QVector<double>(columns.size(), 0.0)}};
    const double heads = attention.layers * attention.heads;
    for (int layer = 0; layer < attention.layers; ++layer)
        for (int head = 0; head < attention.heads; ++head) {
            charts::ShareGrid::Row row {QStringLiteral("%1·%2").arg(layer + 1).arg(head + 1), {}};
            for (int to = 0; to < columns.size(); ++to) {
                row.shares.append(attention.at(layer, head, from, to));
                rows[0].shares[to] += row.shares.last() / heads;
            }
            rows.append(row);
        }
    m_attention->setShares(columns, rows);
}

} // namespace fulcrum::views
