// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/job_details.h"

#include "widgets/bridge/format.h"
#include "widgets/delegates/job_delegate.h"
#include "widgets/models/job_list_model.h"
#include "widgets/theme/style.h"
#include "widgets/theme/theme.h"
#include "widgets/theme/type.h"
#include "widgets/views/common.h"

#include <QDateTime>
#include <QLabel>
#include <QPainter>
#include <QProgressBar>
#include <QPushButton>
#include <QVBoxLayout>

namespace fulcrum::views {

namespace {

constexpr QSize kCurve(260, 56);

void setTone(QLabel* label, theme::Tone tone)
{
    QPalette p = label->palette();
    p.setColor(QPalette::WindowText, theme::toneColor(p, tone));
    label->setPalette(p);
}

QPixmap drawn(const QVector<double>& values, const QPalette& palette, qreal ratio)
{
    QPixmap picture(kCurve * ratio);
    picture.setDevicePixelRatio(ratio);
    picture.fill(Qt::transparent);
    QPainter painter(&picture);
    delegates::JobDelegate::paintCurve(&painter, QRectF(QPointF(), kCurve).adjusted(3, 3, -3, -3), values,
        palette.color(QPalette::Highlight));
    return picture;
}

} // namespace

JobDetails::JobDetails(bridge::JobMonitor* monitor, QWidget* parent)
    : QScrollArea(parent), m_monitor(monitor), m_title(theme::label({}, theme::Text::Heading, nullptr, true)),
      m_facts(theme::label({}, theme::Text::Small, nullptr, true)), m_curve(new QLabel), m_curveText(theme::label({}, theme::Text::Small)),
      m_failure(theme::label({}, theme::Text::Body, nullptr, true)),
      m_units(theme::label({}, theme::Text::Body, nullptr, true)), m_line(theme::label({}, theme::Text::Small, nullptr, true)),
      m_phases(new QVBoxLayout), m_action(new QPushButton), m_retry(new QPushButton(tr("Try the failed ones again"))),
          m_log(new QPushButton(tr("Show its log")))
{
    setFrameShape(QFrame::NoFrame);
    setWidgetResizable(true);
    setHorizontalScrollBarPolicy(Qt::ScrollBarAlwaysOff);
    auto* content = new QWidget;
    paintAsPage(content);
    auto* column = new QVBoxLayout(content);
    column->setContentsMargins(16, 8, 16, 8);
    column->setSpacing(6);
    m_phases->setSpacing(2);
    m_action->setProperty(theme::kPrimaryProperty, true);
    m_failure->setTextInteractionFlags(Qt::TextSelectableByMouse);
    column->addWidget(m_title);
    column->addWidget(m_failure);
    column->addWidget(m_units);
    auto* buttons = new QHBoxLayout;
    buttons->addWidget(m_action);
    buttons->addWidget(m_retry);
    buttons->addWidget(m_log);
    buttons->addStretch();
    column->addLayout(m_phases);
    column->addWidget(m_curve);
    column->addWidget(m_curveText);
    column->addWidget(m_line);
    column->addWidget(m_facts);
    column->addLayout(buttons);
    column->addStretch();
    setWidget(content);
    setAccessibleName(tr("The selected job"));
    connect(m_action, &QPushButton::clicked, this, &JobDetails::act);
    connect(m_retry, &QPushButton::clicked, this, [this] { m_monitor->retryFailed(m_run); });
    connect(m_log, &QPushButton::clicked, this, [this] { Q_EMIT logWanted(m_run); });
    connect(monitor, &bridge::JobMonitor::jobsReset, this, &JobDetails::refresh);
    connect(monitor, &bridge::JobMonitor::jobChanged, this, [this](int row) {
        if (m_monitor->jobs().at(row).record.id == m_run)
            refresh();
    });
    refresh();
}

/// How long a job that should work has not reacted; empty when it just did.
QString JobDetails::silence(const bridge::JobInfo& job)
{
    constexpr qint64 kShort = 5'000;
    const bool works = !store::isAtRest(job.record.state) && job.record.state != store::RunState::Queued;
    const qint64 since = QDateTime::currentMSecsSinceEpoch() - job.sign;
    return works && job.sign > 0 && since >= kShort ? tr("last reacted %1 ago").arg(bridge::duration(static_cast<double>(since) / 1000)) : QString();
}

void JobDetails::setRun(store::RunId run)
{
    m_run = run;
    refresh();
}

void JobDetails::refresh()
{
    const bridge::JobInfo* job = m_monitor->find(m_run);
    for (QWidget* widget : {static_cast<QWidget*>(m_failure), static_cast<QWidget*>(m_action), static_cast<QWidget*>(m_curve),
             static_cast<QWidget*>(m_curveText), static_cast<QWidget*>(m_line), static_cast<QWidget*>(m_units),
                 static_cast<QWidget*>(m_retry)})
        widget->setVisible(false);
    m_log->setVisible(job != nullptr);
    showPhases(job ? *job : bridge::JobInfo());
    if (!job) {
        m_title->setText(tr("Select a job"));
        m_facts->clear();
        return;
    }
    const store::RunRecord& run = job->record;
    m_title->setText(tr("%1 · %2").arg(QString::fromStdString(run.name), models::JobListModel::stateText(run.state)));
    QStringList facts {tr("Run %1, lane %2").arg(run.id).arg(QString::fromStdString(run.lane))};
    const bool foreign = bridge::JobMonitor::isForeign(*job);
    if (job->memory > 0)
        facts.append((foreign ? tr("%1 of memory") : tr("%1 of memory, with this window"))
                         .arg(bridge::fileSize(static_cast<std::uint64_t>(job->memory))));
    if (job->gpuMemory > 0)
        facts.append(tr("%1 of GPU memory").arg(bridge::fileSize(static_cast<std::uint64_t>(job->gpuMemory))));
    if (const QString quiet = silence(*job); !quiet.isEmpty())
        facts.append(quiet);
    if (run.started > 0)
        facts.append(tr("started %1").arg(bridge::when(run.started)));
    if (job->after)
        facts.append(tr("starts after run %1").arg(*job->after));
    if (foreign)
        facts.append(tr("another program on %1 works on it (pid %2)").arg(QString::fromStdString(run.process.host)).arg(run.process.pid));
    m_facts->setText(facts.join(QStringLiteral(" · ")));
    if (job->curve.size() > 1) {
        m_curve->setPixmap(drawn(job->curve, palette(), devicePixelRatioF()));
        m_curve->setAccessibleName(tr("%1, newest values").arg(job->metric));
        m_curveText->setText(tr("%1: %2").arg(job->metric, bridge::number(job->curve.back(), 4)));
        m_curve->show();
        m_curveText->show();
    }
    m_line->setText(job->lastLine);
    m_line->setVisible(!job->lastLine.isEmpty());
    if (run.state == store::RunState::Failed || run.state == store::RunState::Interrupted)
        showFailure(*job);
    showFailedUnits(*job);
}

/// The phases that it went through, ticked, and the present one with its bar.
void JobDetails::showPhases(const bridge::JobInfo& job)
{
    while (QLayoutItem* item = m_phases->takeAt(0)) {
        delete item->widget();
        delete item;
    }
    for (qsizetype i = 0; i < job.phases.size(); ++i) {
        const bridge::JobPhase& phase = job.phases[i];
        const bool present = i + 1 == job.phases.size() && !store::isAtRest(job.record.state);
        m_phases->addWidget(theme::label((present ? QStringLiteral("▸ ") : QStringLiteral("✓ ")) + phase.name, theme::Text::Small));
        if (!present || phase.total <= 0)
            continue;
        auto* bar = new QProgressBar;
        bar->setRange(0, static_cast<int>(std::min<std::int64_t>(phase.total, std::numeric_limits<int>::max())));
        bar->setValue(static_cast<int>(std::min<std::int64_t>(phase.done, phase.total)));
        bar->setTextVisible(false);
        bar->setMaximumHeight(6);
        bar->setAccessibleName(phase.name);
        m_phases->addWidget(bar);
    }
}

void JobDetails::showFailure(const bridge::JobInfo& job)
{
    if (job.record.state == store::RunState::Interrupted) {
        m_advice = {};
        m_advice.action = bridge::JobAdvice::Action::Resume;
        m_advice.button = tr("Resume");
        m_failure->setText(tr("Its program ended without a word. What is done is kept: %1 of %2 units.")
                               .arg(bridge::count(job.record.unitsDone), bridge::count(job.record.unitsTotal)));
        setTone(m_failure, theme::Tone::Warning);
    } else {
        m_advice = bridge::adviceFor(job.record);
        QStringList lines {m_advice.what};
        if (!m_advice.where.isEmpty())
            lines.append(tr("Where: %1").arg(m_advice.where));
        if (!m_advice.why.isEmpty())
            lines.append(tr("Why: %1").arg(m_advice.why));
        if (!m_advice.hint.isEmpty())
            lines.append(tr("What helps: %1").arg(m_advice.hint));
        m_failure->setText(lines.join(u'\n'));
        setTone(m_failure, theme::Tone::Bad);
    }
    m_failure->show();
    m_action->setText(m_advice.button);
    m_action->setVisible(m_advice.action != bridge::JobAdvice::Action::None);
}

/// What was left out, the first reasons, and the way to try again.
void JobDetails::showFailedUnits(const bridge::JobInfo& job)
{
    if (job.failures == 0)
        return;
    QStringList lines {tr("%n units failed and were left out", nullptr, static_cast<int>(job.failures))};
    lines += job.failureTexts;
    if (job.failures > job.failureTexts.size())
        lines.append(QStringLiteral("…"));
    m_units->setText(lines.join(u'\n'));
    setTone(m_units, theme::Tone::Warning);
    m_units->show();
    m_retry->setVisible(store::isAtRest(job.record.state) && !bridge::JobMonitor::isForeign(job));
}

void JobDetails::act()
{
    const bridge::JobInfo* job = m_monitor->find(m_run);
    if (!job)
        return;
    switch (m_advice.action) {
    case bridge::JobAdvice::Action::Resume: m_monitor->resume(m_run); break;
    case bridge::JobAdvice::Action::OpenForm: Q_EMIT formWanted(QString::fromStdString(job->record.kind), m_advice.values); break;
    case bridge::JobAdvice::Action::Embed: Q_EMIT formWanted(QStringLiteral("embed"), nlohmann::json::object()); break;
    case bridge::JobAdvice::Action::ClearCache: Q_EMIT roomWanted(); break;
    case bridge::JobAdvice::Action::None: break;
    }
}

} // namespace fulcrum::views
