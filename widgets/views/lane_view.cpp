// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/lane_view.h"

#include "widgets/bridge/action_registry.h"
#include "widgets/bridge/format.h"
#include "widgets/charts/swatch.h"
#include "widgets/theme/icons.h"
#include "widgets/theme/style.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"
#include "widgets/views/icd_card.h"

#include <QHBoxLayout>
#include <QLabel>
#include <QPushButton>
#include <QScrollArea>
#include <QScrollBar>
#include <cmath>

namespace fulcrum::views {

namespace {
constexpr int kHeaderWidth = 160, kOutcomeWidth = 216;
}

LaneView::LaneView(const bridge::Lane& lane, bool selectionOrder, bridge::ThumbnailProvider* thumbnails,
    bridge::ActionRegistry* actions, QWidget* parent)
    : QFrame(parent), m_lane(lane)
{
    setProperty(theme::kCardProperty, true);
    setFrameStyle(QFrame::StyledPanel);
    setAccessibleName(tr("Lane %1").arg(lane.title));
    const bool ready = lane.state == bridge::Lane::State::Ready;
    auto* row = new QHBoxLayout(this);
    row->setContentsMargins(16, 8, 16, 8);
    row->setSpacing(12);
    row->addWidget(makeHeader());
    if (ready) {
        row->addWidget(makeCards(selectionOrder, thumbnails), 1);
        row->addWidget(makeLine(Qt::Vertical));
        row->addWidget(makeOutcome());
    } else {
        row->addWidget(makeReason(actions), 1);
    }
    setFixedHeight(ready && !lane.icds.isEmpty() ? IcdCard::kHeight + 16 + 14 : 104);
}

QWidget* LaneView::makeHeader()
{
    auto* header = new QWidget;
    header->setFixedWidth(kHeaderWidth);
    auto* column = new QVBoxLayout(header);
    column->setContentsMargins(0, 4, 0, 4);
    column->setSpacing(4);
    auto* name = new QHBoxLayout;
    name->addWidget(new charts::Swatch(m_lane.strategy));
    auto* title = theme::label(m_lane.title, theme::Text::Heading, nullptr, true);
    title->setEnabled(m_lane.state == bridge::Lane::State::Ready);
    name->addWidget(title, 1);
    column->addLayout(name);
    if (!m_lane.subtitle.isEmpty())
        column->addWidget(theme::label(m_lane.subtitle, theme::Text::Small, nullptr, true));
    if (std::isfinite(m_lane.overall)) {
        auto* overall = theme::label(
            tr("All queries: %1").arg(bridge::number(m_lane.overall, 1)), theme::Text::Small, nullptr, true);
        overall->setToolTip(tr("%1 of the whole evaluation cell at this number of shots").arg(m_lane.metricName));
        column->addWidget(overall);
    }
    column->addStretch();
    return header;
}

QWidget* LaneView::makeCards(bool selectionOrder, bridge::ThumbnailProvider* thumbnails)
{
    auto* content = new QWidget;
    content->setBackgroundRole(QPalette::Base);
    auto* row = new QHBoxLayout(content);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(8);
    QVector<bridge::IcdView> icds = m_lane.icds;
    if (selectionOrder)
        std::stable_sort(icds.begin(), icds.end(), [](const auto& a, const auto& b) { return a.step < b.step; });
    for (const bridge::IcdView& icd : icds) {
        auto* card = new IcdCard(icd, thumbnails);
        connect(card, &IcdCard::clicked, this, &LaneView::icdClicked);
        m_cards.append(card);
        row->addWidget(card);
    }
    if (icds.isEmpty()) {
        auto* none = theme::label(tr("No demonstrations: the model sees the query alone."), theme::Text::Body);
        theme::makeSecondary(none);
        row->addWidget(none);
    }
    row->addStretch();
    m_scroll = new QScrollArea;
    m_scroll->setWidget(content);
    m_scroll->setWidgetResizable(true);
    m_scroll->setFrameShape(QFrame::NoFrame);
    m_scroll->setVerticalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    m_scroll->viewport()->setBackgroundRole(QPalette::Base);
    return m_scroll;
}

QWidget* LaneView::makeReason(bridge::ActionRegistry* actions)
{
    auto* reason = new QWidget;
    auto* row = new QHBoxLayout(reason);
    row->setContentsMargins(0, 0, 0, 0);
    row->setSpacing(12);
    auto* glyph = new QLabel;
    glyph->setPixmap(theme::icon(QStringLiteral("info"), QPalette::PlaceholderText).pixmap(QSize(20, 20), devicePixelRatioF()));
    row->addWidget(glyph);
    auto* text = theme::label(m_lane.reason, theme::Text::Body, nullptr, true);
    theme::makeSecondary(text);
    row->addWidget(text, 1);
    QAction* action = actions ? actions->action(m_lane.actionId) : nullptr;
    if (action) {
        auto* button = new QPushButton(QString(action->text()).remove(QStringLiteral("…")));
        button->setToolTip(action->toolTip());
        connect(button, &QPushButton::clicked, action, &QAction::trigger);
        row->addWidget(button);
    }
    return reason;
}

QWidget* LaneView::makeOutcome()
{
    auto* outcome = new QWidget;
    outcome->setFixedWidth(kOutcomeWidth);
    auto* column = new QVBoxLayout(outcome);
    column->setContentsMargins(4, 4, 0, 4);
    column->setSpacing(4);
    if (!m_lane.hasPrediction) {
        auto* none = theme::label(tr("Not evaluated with this query and number of shots."), theme::Text::Small, nullptr, true);
        column->addWidget(none);
        column->addStretch();
        return outcome;
    }
    column->addWidget(theme::label(tr("Prediction"), theme::Text::Small));
    auto* text = theme::label(m_lane.prediction.isEmpty() ? tr("(empty)") : QStringLiteral("“%1”").arg(m_lane.prediction),
        theme::Text::Body, nullptr, true);
    text->setTextInteractionFlags(Qt::TextSelectableByMouse);
    text->setToolTip(m_lane.prediction);
    text->setAlignment(Qt::AlignTop | Qt::AlignLeft);
    column->addWidget(text, 1);
    auto* row = new QHBoxLayout;
    auto* score = theme::label(bridge::number(m_lane.score, 1), theme::Text::Title);
    score->setFont(theme::tabular(score->font()));
    score->setToolTip(tr("%1 of this query's prediction").arg(m_lane.metricName));
    row->addWidget(score);
    row->addWidget(theme::label(m_lane.metricName, theme::Text::Small), 1, Qt::AlignBottom);
    column->addLayout(row);
    return outcome;
}

} // namespace fulcrum::views
