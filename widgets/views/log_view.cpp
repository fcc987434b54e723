// SPDX-License-Identifier: GPL-3.0-or-later
#include "widgets/views/log_view.h"

#include "widgets/models/log_model.h"
#include "widgets/theme/icons.h"
#include "widgets/views/common.h"

#include <QApplication>
#include <QCheckBox>
#include <QClipboard>
#include <QComboBox>
#include <QFileDialog>
#include <QHeaderView>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMessageBox>
#include <QRegularExpression>
#include <QSaveFile>
#include <QTableView>
#include <QToolButton>
#include <QVBoxLayout>

namespace fulcrum::views {

void LogFilterProxyModel::setLowestLevel(int level)
{
    m_lowest = level;
    invalidateFilter();
}

void LogFilterProxyModel::setRun(qint64 run)
{
    m_run = run;
    invalidateFilter();
}

bool LogFilterProxyModel::filterAcceptsRow(int row, const QModelIndex& parent) const
{
    const QModelIndex message = sourceModel()->index(row, models::LogModel::MessageColumn, parent);
    if (message.data(models::LogModel::LevelRole).toInt() < m_lowest)
        return false;
    if (m_run != 0 && message.data(models::LogModel::RunRole).toLongLong() != m_run)
        return false;
    return filterRegularExpression().pattern().isEmpty()
        || message.data().toString().contains(filterRegularExpression());
}

LogView::LogView(models::LogModel* model, QWidget* parent)
    : QWidget(parent), m_filter(new LogFilterProxyModel(this)), m_table(new QTableView)
{
    paintAsPage(this);
    m_filter->setSourceModel(model);
    m_filter->setFilterCaseSensitivity(Qt::CaseInsensitive);
    m_table->setModel(m_filter);
    m_table->setFrameShape(QFrame::NoFrame);
    m_table->setShowGrid(false);
    m_table->verticalHeader()->hide();
    m_table->verticalHeader()->setDefaultSectionSize(26);
    m_table->horizontalHeader()->setStretchLastSection(true);
    m_table->horizontalHeader()->setDefaultAlignment(Qt::AlignLeft | Qt::AlignVCenter);
    m_table->setColumnWidth(models::LogModel::TimeColumn, 84);
    m_table->setColumnWidth(models::LogModel::LevelColumn, 84);
    m_table->setColumnWidth(models::LogModel::SourceColumn, 140);
    m_table->setSelectionBehavior(QAbstractItemView::SelectRows);
    m_table->setWordWrap(false);
    m_table->setAccessibleName(tr("Log"));
    auto* layout = new QVBoxLayout(this);
    layout->setContentsMargins(0, 0, 0, 0);
    layout->setSpacing(0);
    layout->addWidget(makeTools());
    layout->addWidget(m_table, 1);
    m_table->setToolTip(tr("Double-click a line of a job to go to the job"));
    connect(m_table, &QTableView::activated, this, [this](const QModelIndex& index) {
        if (const qint64 run = index.siblingAtColumn(0).data(models::LogModel::RunRole).toLongLong(); run > 0)
            Q_EMIT runActivated(run);
    });
    connect(m_filter, &QAbstractItemModel::rowsInserted, this, [this] {
        if (m_follow)
            m_table->scrollToBottom();
    });
}

QWidget* LogView::makeTools()
{
    auto* tools = new QWidget;
    auto* row = new QHBoxLayout(tools);
    row->setContentsMargins(12, 4, 12, 8);
    auto* level = new QComboBox;
    for (const LogLevel one : {LogLevel::Debug, LogLevel::Info, LogLevel::Warning, LogLevel::Error})
        level->addItem(models::LogModel::levelText(one), static_cast<int>(one));
    level->setCurrentIndex(1);
    level->setToolTip(tr("Show lines of this level and above"));
    level->setAccessibleName(tr("Lowest level"));
    connect(level, &QComboBox::currentIndexChanged, this,
        [this, level] { m_filter->setLowestLevel(level->currentData().toInt()); });
    row->addWidget(level);
    m_source = new QComboBox;
    m_source->addItem(tr("Everything"), qint64(0));
    m_source->setToolTip(tr("Show the lines of everything, or of one job"));
    m_source->setAccessibleName(tr("Source"));
    connect(m_source, &QComboBox::currentIndexChanged, this, [this] { m_filter->setRun(m_source->currentData().toLongLong()); });
    row->addWidget(m_source);
    auto* filter = new QLineEdit;
    filter->setPlaceholderText(tr("Filter (regular expression)"));
    filter->setAccessibleName(tr("Filter"));
    filter->setClearButtonEnabled(true);
    connect(filter, &QLineEdit::textChanged, this, [this](const QString& text) {
        const QRegularExpression expression(text, QRegularExpression::CaseInsensitiveOption);
        m_filter->setFilterRegularExpression(expression.isValid() ? expression
            : QRegularExpression(QRegularExpression::escape(text), QRegularExpression::CaseInsensitiveOption));
    });
    row->addWidget(filter, 1);
    auto* follow = new QCheckBox(tr("Follow"));
    follow->setChecked(true);
    follow->setToolTip(tr("Scroll to the newest line"));
    connect(follow, &QCheckBox::toggled, this, [this](bool on) { m_follow = on; });
    row->addWidget(follow);
    const auto button = [row](const QString& icon, const QString& tip) {
        auto* tool = new QToolButton;
        tool->setIcon(theme::icon(icon));
        tool->setToolTip(tip);
        tool->setAccessibleName(tip);
        tool->setAutoRaise(true);
        row->addWidget(tool);
        return tool;
    };
    connect(button(QStringLiteral("copy"), tr("Copy the selected lines, or all")), &QToolButton::clicked, this,
        [this] { QApplication::clipboard()->setText(selectedText()); });
    connect(button(QStringLiteral("export"), tr("Save the log to a file")), &QToolButton::clicked, this, &LogView::save);
    return tools;
}

void LogView::showRun(qint64 run)
{
    if (run != 0 && m_source->findData(run) < 0)
        m_source->addItem(tr("Run %1").arg(run), run);
    m_source->setCurrentIndex(m_source->findData(run));
}

QString LogView::selectedText() const
{
    QStringList lines;
    const QModelIndexList chosen = m_table->selectionModel()->selectedRows();
    QList<int> rows;
    for (const QModelIndex& index : chosen)
        rows.append(index.row());
    std::sort(rows.begin(), rows.end());
    if (rows.isEmpty())
        for (int row = 0; row < m_filter->rowCount(); ++row)
            rows.append(row);
    for (const int row : rows) {
        QStringList cells;
        for (int column = 0; column < models::LogModel::ColumnCount; ++column)
            cells.append(m_filter->index(row, column).data().toString());
        lines.append(cells.join(u'\t'));
    }
    return lines.join(u'\n');
}

void LogView::save()
{
    const QString name = QFileDialog::getSaveFileName(this, tr("Save the log"), QStringLiteral("fulcrum.log"));
    if (name.isEmpty())
        return;
    QSaveFile file(name);
    if (!file.open(QIODevice::WriteOnly) || file.write(selectedText().toUtf8()) < 0 || !file.commit())
        QMessageBox::warning(this, tr("Save the log"), tr("%1: %2").arg(name, file.errorString()));
}

} // namespace fulcrum::views
